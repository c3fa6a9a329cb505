package org.mailspan.acme;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.AcmeProvider;
import org.shredzone.acme4j.provider.GenericAcmeProvider;
import org.shredzone.acme4j.toolbox.JSON;

/** acme4j as for any authority, by a client of ours that is closed afterwards; nothing is searched for on the classpath. */
record OneProvider(HttpClient client, GenericAcmeProvider any) implements AcmeProvider {
    OneProvider(HttpClient client) {
        this(client, new GenericAcmeProvider());
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
        return client;
    }

    @Override
    public boolean accepts(URI server) {
        return any.accepts(server);
    }

    @Override
    public URL resolve(URI server) {
        return any.resolve(server);
    }

    @Override
    public Connection connect(URI server, NetworkSettings settings, HttpClient http) {
        return any.connect(server, settings, http);
    }

    @Override
    public @Nullable JSON directory(Session session, URI server) throws AcmeException {
        return any.directory(session, server);
    }

    @Override
    public @Nullable Challenge createChallenge(Login login, JSON data) {
        return any.createChallenge(login, data);
    }
}
