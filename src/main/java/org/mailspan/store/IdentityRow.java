package org.mailspan.store;

/**
 * What tells a folder from all others of its account beside its name.
 *
 * @param generation the backend's word for "equal ids are the same items" when the folder was first seen
 * @param mailbox the host's own id, which a rename leaves as it is; empty where the host has none
 */
public record IdentityRow(long folder, String generation, String mailbox) {}
