package org.mailspan.cli.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a connection failed, in words for the owner of the server. */
record Trouble(String what, String remedy) {
    static Trouble of(IOException failure) {
        if (failure instanceof SSLException || causedBy(failure, SSLException.class)) return ofTls(failure);
        if (causedBy(failure, UnknownHostException.class) || causedBy(failure, UnresolvedAddressException.class))
            return new Trouble("there is no host of that name", "Look at the name, and at this machine's DNS.");
        if (failure instanceof HttpConnectTimeoutException || isConnectTimeout(failure))
            return new Trouble("it does not answer", "Look at host and port; a firewall may swallow the connection.");
        if (failure instanceof SocketTimeoutException || failure instanceof HttpTimeoutException)
            return new Trouble(
                    "it accepts the connection and then says nothing",
                    "A port that wants TLS waits like this for a client that does not speak it, and the reverse.");
        if (causedBy(failure, ConnectException.class))
            return new Trouble("nothing listens there", "Look at the port, and whether the server runs.");
        if (causedBy(failure, NoRouteToHostException.class))
            return new Trouble("there is no way to it", "Look at this machine's network.");
        if (words(failure).contains("HTTP/1.1 status line"))
            return new Trouble("it does not speak HTTP on this port", "Try https, or another port.");
        return new Trouble("the connection broke off (" + words(failure) + ")", "Look into the log of that server.");
    }

    private static Trouble ofTls(IOException failure) {
        String words = words(failure);
        if (causedBy(failure, CertificateExpiredException.class))
            return new Trouble("its certificate has expired", "Renew it there.");
        if (causedBy(failure, CertificateNotYetValidException.class))
            return new Trouble("its certificate is not valid yet", "Look at the clocks of both machines.");
        if (causedBy(failure, CertPathBuilderException.class))
            return new Trouble(
                    "its certificate is from no authority that this machine knows",
                    "It is self-signed, or its chain is incomplete: use one of a public authority with its whole"
                            + " chain.");
        if (words.contains("subject alternative") || words.contains("No name matching"))
            return new Trouble("its certificate is for another name", "Use the name that stands in the certificate.");
        if (words.contains("Unsupported or unrecognized SSL message") || words.contains("plaintext connection"))
            return new Trouble(
                    "it does not speak TLS on this port",
                    "Use the port that does, or speak without: starttls for a mail host, http for a web server.");
        return new Trouble("TLS fails (" + words + ")", "Look whether that server offers TLS 1.2 or 1.3.");
    }

    /** Java says "connect timed out" in the type that it also uses for reading. */
    private static boolean isConnectTimeout(IOException failure) {
        return failure instanceof SocketTimeoutException
                && words(failure).toLowerCase(Locale.ROOT).contains("connect");
    }

    private static boolean causedBy(Throwable failure, Class<? extends Throwable> type) {
        for (@Nullable Throwable one = failure; one != null; one = one.getCause())
            if (type.isInstance(one)) return true;
        return false;
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
