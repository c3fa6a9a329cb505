package org.mailspan.http;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.mailspan.command.Call;
import org.mailspan.command.Reply;
import org.mailspan.http.ServerUnderTest.Plan;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.WbxmlWriter;

/** Servers with two commands that remember what they were called with, and clients of them, until it is closed. */
final class Endpoint implements AutoCloseable {
    static final String WBXML = "Content-Type: application/vnd.ms-sync.wbxml";
    static final Element DOCUMENT = Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.Status, 1));
    static final byte[] BODY = WbxmlWriter.bytes(DOCUMENT);

    final AtomicReference<Call> called = new AtomicReference<>();
    final AtomicReference<Gate.Visitor> visited = new AtomicReference<>();
    private final List<Closeable> open = new ArrayList<>();

    ServerUnderTest server(Plan plan) throws IOException {
        ServerUnderTest server = plan.start();
        open.add(server::close);
        return server;
    }

    RawClient client(Plan plan) throws IOException {
        return client(server(plan));
    }

    RawClient client(ServerUnderTest server) throws IOException {
        RawClient client = server.client();
        open.add(client::close);
        return client;
    }

    /** FolderSync and SendMail, which remember what they were called with. */
    Plan plan() {
        return new Plan()
                .command("FolderSync", 9, call -> {
                    called.set(call);
                    return new Reply.Document(DOCUMENT);
                })
                .command("SendMail", 1, call -> {
                    called.set(call);
                    return new Reply.Empty();
                })
                .gate(visitor -> {
                    visited.set(visitor);
                    return Optional.empty();
                });
    }

    @Override
    public void close() throws IOException {
        for (Closeable one : open.reversed()) one.close();
    }
}
