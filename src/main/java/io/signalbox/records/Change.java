package io.signalbox.records;

/** What happened to one record. Immutable; two that come after each other may be made one. */
public interface Change<T extends Change<T>> {
    /** Of the record, with {@code equals} and {@code hashCode}. */
    Object id();

    /** This one and, after it, another of the same record. Quick, calls nobody, and is bounded however often it is called. */
    T then(T later);
}
