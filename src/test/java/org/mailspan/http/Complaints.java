package org.mailspan.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What Undertow would write into the log. */
final class Complaints extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("io.undertow.request.io");
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Complaints() {
        logger.addHandler(this);
    }

    List<String> heard() {
        return heard;
    }

    @Override
    public void publish(LogRecord complaint) {
        heard.add(complaint.getMessage() + " " + complaint.getThrown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
