package org.mailspan.cli.probe;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.mailspan.backend.Credentials;

/**
 * Does at an EAS server what a phone does in its first minute, and tells step by step how it went and how long it took.
 * It sends one message to the mailbox itself and deletes it again; nothing else is changed.
 */
public final class EasProbe {
    private interface Step {
        Phone.Done go() throws IOException, InterruptedException, Refused;
    }

    private final Consumer<Finding> report;

    private EasProbe(Consumer<Finding> report) {
        this.report = report;
    }

    public static void run(URI server, Credentials credentials, SSLContext trust, Consumer<Finding> report)
            throws InterruptedException {
        try (var client = new EasClient(server, credentials, trust)) {
            new EasProbe(report).run(new Phone(client, credentials.user()));
        }
    }

    private void run(Phone phone) throws InterruptedException {
        boolean synced = step("OPTIONS", phone::options)
                && step("Provision", phone::provision)
                && step("Settings", phone::userInformation)
                && step("FolderSync", phone::folderSync)
                && step("Sync", phone::firstSync);
        if (synced && step("SendMail, Ping", phone::push)) step("Sync, Delete", phone::delete);
    }

    /** Whether it is worth going on. */
    private boolean step(String name, Step step) throws InterruptedException {
        long start = System.nanoTime();
        try {
            Phone.Done done = step.go();
            String text = done.text() + " ("
                    + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms)";
            report.accept(
                    done.remedy().isPresent()
                            ? new Finding.Doubtful(name, text, done.remedy().get())
                            : new Finding.Good(name, text));
            return true;
        } catch (IOException failed) {
            Trouble trouble = Trouble.of(failed);
            report.accept(new Finding.Bad(name, trouble.what(), trouble.remedy()));
        } catch (Refused refused) {
            report.accept(new Finding.Bad(name, refused.what(), refused.remedy()));
        }
        return false;
    }
}
