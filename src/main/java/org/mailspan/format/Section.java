package org.mailspan.format;

/**
 * A part of a message to fetch: {@code BODY.PEEK[id]<0.octets>}.
 *
 * @param id an IMAP section; empty for the whole message with its header
 * @param octets how much from the start, as encoded; {@code Long.MAX_VALUE} for all
 */
public record Section(String id, long octets) {
    public static final long ALL = Long.MAX_VALUE;
}
