package org.mailspan.store;

/**
 * What the Index of a folder stands at.
 *
 * @param generation the backend's word for "equal ids are the same items": UIDVALIDITY for mail
 * @param token what to ask the backend with next time
 * @param version counts up by one for each refresh that found something
 */
public record IndexHead(String generation, String token, long version) {
    public static final IndexHead EMPTY = new IndexHead("", "", 0);
}
