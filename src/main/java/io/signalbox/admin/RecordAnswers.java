package io.signalbox.admin;

import io.signalbox.records.RecordsUnavailableException;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ServiceUnavailableException;
import java.util.function.Supplier;

/** What a question about records is answered when it cannot be. */
final class RecordAnswers {
    /** Longer than a pool takes to give a connection out or not. */
    private static final long AGAIN_SECONDS = 5;

    private RecordAnswers() {}

    /**
     * @throws BadRequestException when the question makes no sense
     * @throws ServiceUnavailableException when the database does not answer
     */
    static <T> T of(Supplier<T> question) {
        try {
            return question.get();
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        } catch (RecordsUnavailableException e) {
            throw new ServiceUnavailableException("the database does not answer; ask again later", AGAIN_SECONDS, e);
        }
    }
}
