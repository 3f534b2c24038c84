package io.signalbox.balancer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The operator's choice of backends.
 *
 * @param fixed backends by address, in the operator's order
 * @param cluster whether the hub nodes of the cluster are backends too, behind the fixed ones
 */
record BackendList(List<BackendAddress> fixed, boolean cluster) {
    /** The hub nodes of the cluster. */
    static final BackendList CLUSTER = new BackendList(List.of(), true);

    BackendList {
        fixed = List.copyOf(fixed);
    }

    /**
     * Reads a comma list of {@link BackendAddress}es; the word {@code cluster} in it stands for the cluster's hub nodes.
     *
     * @throws IllegalArgumentException when it is not that
     */
    static BackendList parse(String text) {
        List<BackendAddress> fixed = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        boolean cluster = false;
        for (String part : text.split(",", -1)) {
            if (part.strip().equals("cluster")) {
                cluster = true;
                continue;
            }
            BackendAddress address = BackendAddress.parse(part.strip());
            if (!ids.add(address.id())) {
                throw new IllegalArgumentException("must not name '" + address.id() + "' twice");
            }
            fixed.add(address);
        }
        return new BackendList(fixed, cluster);
    }
}
