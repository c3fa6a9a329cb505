package org.mailspan.http;

import java.io.IOException;

/** The connection to the client does not carry the answer any more; nobody is left to tell, so it is only logged. */
final class ClientGone extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGone(String message) {
        super(message);
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    static ClientGone because(IOException why) {
        return why instanceof ClientGone already ? already : new ClientGone(why.toString());
    }
}
