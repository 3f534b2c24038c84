package io.signalbox.limits;

import io.signalbox.protocol.JsonCodec;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts alerts as JSON. With a secret, the header {@value #SIGNATURE} holds the HMAC-SHA256 of the body (RFC 2104), as
 * {@code sha256=} and 64 hexadecimal digits. An answer from 200 to 299 is success; 408, 429 and 5xx, and no answer in
 * time, are worth another try. Redirects are not followed. A try that was answered too late was perhaps seen: a receiver
 * may get an alert twice.
 */
final class Webhook implements AlertSender {
    static final String SIGNATURE = "X-Signalbox-Signature";
    private static final String HMAC = "HmacSHA256";

    private final HttpClient client;
    private final URI address;
    private final Secret secret;
    private final Duration timeout;

    Webhook(HttpClient client, URI address, Secret secret, Duration timeout) {
        this.client = client;
        this.address = address;
        this.secret = secret;
        this.timeout = timeout;
    }

    /** The host alone: the rest of the address may hold a token. */
    @Override
    public String name() {
        return "webhook of " + address.getHost();
    }

    @Override
    public void send(QuotaAlert alert) {
        byte[] body = json(alert).getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Signalbox")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!secret.value().isEmpty()) {
            request.header(SIGNATURE, "sha256=" + hmac(body));
        }
        int status = answer(client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding()));
        if (status < 200 || status > 299) {
            throw new AlertNotSentException("answered " + status, status == 408 || status == 429 || status >= 500);
        }
    }

    /** The request's own timeout ends with the head of the answer; this one is for all of it. */
    private int answer(CompletableFuture<HttpResponse<Void>> answer) {
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS).statusCode();
        } catch (TimeoutException e) {
            throw new AlertNotSentException("no answer within " + timeout, true);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new AlertNotSentException(cause.getClass().getSimpleName(), true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AlertNotSentException("interrupted", false);
        } finally {
            answer.cancel(true);
        }
    }

    private String hmac(byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    static String json(QuotaAlert alert) {
        return "{\"kind\":\"" + lower(alert.kind()) + "\",\"scope\":\"" + lower(alert.scope()) + "\",\"key\":"
                + JsonCodec.quote(alert.key()) + ",\"window\":\"" + lower(alert.window()) + "\",\"count\":"
                + alert.count() + ",\"limit\":" + alert.limit() + ",\"at\":\"" + alert.at() + "\"}";
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
