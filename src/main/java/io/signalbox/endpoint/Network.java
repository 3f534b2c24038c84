package io.signalbox.endpoint;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The addresses that begin with the same bits (CIDR, RFC 4632 and RFC 4291 section 2.3).
 *
 * @param address any of them; an IPv4 address within IPv6 counts as IPv4
 * @param bits how many are the same; all of them: one address
 */
record Network(InetAddress address, int bits) {
    /** Only what can be an address: else Java would ask DNS. */
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /**
     * Reads a list such as {@code 10.0.0.0/8,2001:db8::/32,192.0.2.7}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static List<Network> parseList(String text) {
        List<Network> networks = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            networks.add(parse(part.strip()));
        }
        return List.copyOf(networks);
    }

    /**
     * The address that a literal names.
     *
     * @param literal a zone behind {@code %} is passed over
     * @throws IllegalArgumentException when it is none
     */
    static InetAddress address(String literal) {
        int zone = literal.indexOf('%');
        String plain = zone < 0 ? literal : literal.substring(0, zone);
        if (IPV4.matcher(plain).matches() || IPV6.matcher(plain).matches()) {
            try {
                return InetAddress.getByName(plain);
            } catch (UnknownHostException e) {
                // Looks like one and is none, such as 300.1.1.1.
            }
        }
        throw new IllegalArgumentException("'" + literal + "' is no IP address");
    }

    /** Whether {@code other} is one of them. */
    boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (ours[i] != theirs[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || (ours[whole] ^ theirs[whole]) >> (8 - rest) << (8 - rest) == 0;
    }

    private static Network parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
            int all = address.getAddress().length * 8;
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > all) {
                throw new IllegalArgumentException("'" + text + "' has not 0 to " + all + " bits");
            }
            return new Network(address, bits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must be a list of addresses or address/bits, such as 10.0.0.0/8,2001:db8::/32; '" + text
                            + "' is none",
                    e);
        }
    }
}
