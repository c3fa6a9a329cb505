package org.mailspan.item;

/**
 * One BodyPreference of a request, MS-ASAIRS 2.2.2.12.
 *
 * @param truncationSize octets of the body as delivered; {@link #WHOLE} where the client names none
 * @param allOrNone no body at all rather than a truncated one
 * @param preview characters of plain text to show in a list, 0 to 255
 */
public record BodyPreference(BodyType type, long truncationSize, boolean allOrNone, int preview) {
    public static final long WHOLE = Long.MAX_VALUE;
}
