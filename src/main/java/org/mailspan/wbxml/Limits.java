package org.mailspan.wbxml;

/**
 * What a document may cost before it is refused. A length is held against its limit before anything is allocated for
 * it.
 *
 * @param depth elements within elements
 * @param bytes of the whole document
 * @param nodes elements, strings and opaque values together: each costs many times its bytes once it is an object
 * @param value bytes of one string or opaque value
 */
public record Limits(int depth, long bytes, int nodes, int value) {
    /**
     * The deepest request of the schemas has 11 levels, Search queries nest a few more. 64 MiB carries a SendMail with
     * 45 MB of attachments; 200,000 nodes are a window of 512 items three times over.
     */
    public static final Limits DEFAULT = new Limits(32, 64 << 20, 200_000, 64 << 20);

    public Limits {
        if (depth < 1 || bytes < 1 || nodes < 1 || value < 0)
            throw new IllegalArgumentException("limits must be positive");
    }

    /** These limits for documents of at most this size, such as a configured one. */
    public Limits withBytes(long most) {
        return new Limits(depth, most, nodes, (int) Math.min(value, most));
    }
}
