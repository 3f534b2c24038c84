package io.signalbox.store;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What has to hold of the rows {@code r} of a JPQL query whose conditions depend on what is asked for: what does not
 * matter is not in it, so that the indexes serve the rest. Values are parameters, never text of the query.
 */
final class Conditions {
    private final StringJoiner text = new StringJoiner(" and ", " where ", "").setEmptyValue("");
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** @param wanted null: it does not matter */
    Conditions equal(String attribute, @Nullable Object wanted) {
        return wanted == null ? this : and("r." + attribute + " = :" + attribute, Map.of(attribute, wanted));
    }

    /** @param parameters of this condition, by name */
    Conditions and(String condition, Map<String, Object> parameters) {
        text.add(condition);
        values.putAll(parameters);
        return this;
    }

    <T> TypedQuery<T> query(EntityManager entities, String select, String order, Class<T> type) {
        TypedQuery<T> query = entities.createQuery(select + text + order, type);
        values.forEach(query::setParameter);
        return query;
    }
}
