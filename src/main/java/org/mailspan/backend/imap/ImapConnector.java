package org.mailspan.backend.imap;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.mailspan.backend.Account;
import org.mailspan.backend.AddressBook.Person;
import org.mailspan.backend.Answering;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Connector;
import org.mailspan.backend.Credentials;
import org.mailspan.backend.SentAddresses;
import org.mailspan.event.Events;

/** Logs in at the IMAP host, and so makes the backend of an account. */
public final class ImapConnector implements Connector {
    private final ImapSettings imap;
    private final SmtpSettings smtp;
    private final String userDomain;
    private final Answering answering;
    private final Events events;
    private final LoginGate first;
    private final LoginGate again;

    /** @param userDomain the mail domain of logins without one; empty if the host's name has to do */
    public ImapConnector(ImapSettings imap, SmtpSettings smtp, String userDomain, Events events) {
        this(imap, smtp, userDomain, Answering.NONE, events, new LoginGate(imap.pace()), new LoginGate(imap.pace()));
    }

    private ImapConnector(
            ImapSettings imap,
            SmtpSettings smtp,
            String userDomain,
            Answering answering,
            Events events,
            LoginGate first,
            LoginGate again) {
        this.imap = imap;
        this.smtp = smtp;
        this.userDomain = userDomain;
        this.answering = answering;
        this.events = events;
        this.first = first;
        this.again = again;
    }

    public ImapConnector with(Answering other) {
        return new ImapConnector(imap, smtp, userDomain, other, events, first, again);
    }

    @Override
    public Backend connect(Credentials credentials) throws BackendException {
        var login = new ImapLogin(imap, credentials, first, again);
        ImapConnection first = login.connect();
        String user = credentials.user();
        var account = new Account(user.toLowerCase(Locale.ROOT), List.of(address(user)), "");
        return new ImapBackend(
                account,
                imap,
                login,
                first,
                new SmtpSubmission(smtp, credentials),
                backend -> answering.of(account, credentials, () -> writtenTo(backend)),
                events);
    }

    private static List<String> writtenTo(Backend backend) throws BackendException {
        return new SentAddresses(InstantSource.system())
                .people(backend).stream().map(Person::address).toList();
    }

    private String address(String user) {
        if (user.contains("@")) return user;
        return user + "@" + (userDomain.isEmpty() ? imap.host() : userDomain);
    }
}
