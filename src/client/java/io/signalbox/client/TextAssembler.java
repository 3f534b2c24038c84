package io.signalbox.client;

/** Puts the fragments of one text message together, up to a bound in bytes of UTF-8. Confined to the reading thread. */
final class TextAssembler {
    private final int maxBytes;
    private final StringBuilder text = new StringBuilder();
    private int bytes;

    TextAssembler(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds a fragment; false when the message is larger than the bound, and then nothing is kept. */
    boolean add(CharSequence part) {
        bytes += utf8Bytes(part, maxBytes - bytes);
        if (bytes > maxBytes) {
            text.setLength(0);
            text.trimToSize();
            return false;
        }
        text.append(part);
        return true;
    }

    /** The whole message; the next one starts empty. */
    String take() {
        String whole = text.toString();
        text.setLength(0);
        bytes = 0;
        return whole;
    }

    /** The bytes of a text, or any number above {@code enough} when there are more than that. */
    static int utf8Bytes(CharSequence part, int enough) {
        int count = 0;
        for (int i = 0; i < part.length() && count <= enough; i++) {
            char c = part.charAt(i);
            if (c < 0x80) {
                count += 1;
            } else if (c < 0x800 || Character.isSurrogate(c)) {
                // A surrogate is half of four bytes; the two may come in different fragments.
                count += 2;
            } else {
                count += 3;
            }
        }
        return count;
    }
}
