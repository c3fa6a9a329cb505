package org.mailspan.backend;

/** A login and its password as the device sent them. Prints without the password. */
public record Credentials(String user, String password) {
    @Override
    public String toString() {
        return "Credentials[" + user + "]";
    }
}
