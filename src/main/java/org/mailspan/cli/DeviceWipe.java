package org.mailspan.cli;

import java.io.IOException;
import java.util.Optional;
import org.mailspan.cli.KnownDevices.Known;
import org.mailspan.device.Deciding;
import org.mailspan.protocol.Version;
import org.mailspan.store.DeviceRow;
import org.mailspan.store.WipeRow.Kind;

/** Orders a wipe of whoever meant it: asked twice, and the second time for the name of the device. */
final class DeviceWipe {
    private final Terminal terminal;
    private final Deciding deciding;

    DeviceWipe(Terminal terminal, Deciding deciding) {
        this.terminal = terminal;
        this.deciding = deciding;
    }

    /** @param really the id of the device in place of both questions; empty to be asked */
    int order(Known device, Kind kind, String really) throws IOException {
        if (kind == Kind.ACCOUNT && !canRemoveAccounts(device)) {
            complain(Device.called(device) + " speaks "
                    + version(device).map(Version::text).orElse("an older version")
                    + "; the account alone can be removed from 16.1 on. Block it (mailspan device block), or have it"
                    + " wipe all that it holds (mailspan device wipe).");
            return Cli.FAILED;
        }
        if (!(really.isEmpty() ? isMeant(device, kind) : isThis(device, really))) {
            complain("Nothing was ordered.");
            return Cli.FAILED;
        }
        deciding.wipe(device.account(), device.id(), kind);
        say("Ordered. The device is told when it comes next; until it has confirmed it gets no mail.");
        say("What became of it: mailspan device log. To take it back until then: mailspan device allow.");
        say("If Mailspan does not serve now, start it within a quarter of an hour, or the order has to be given"
                + " again.");
        return Cli.DONE;
    }

    /** One of which nothing is known is told when it comes with a version that can. */
    private static boolean canRemoveAccounts(Known device) {
        return version(device).map(spoken -> spoken.since(Version.V16_1)).orElse(true);
    }

    private static Optional<Version> version(Known device) {
        return device.seen().map(DeviceRow::version).flatMap(Version::of);
    }

    private boolean isThis(Known device, String really) {
        if (really.equals(device.id())) return true;
        complain("--really names " + really + ", and the device is " + device.id() + ".");
        return false;
    }

    private boolean isMeant(Known device, Kind kind) throws IOException {
        say(Device.called(device) + " of " + device.account() + ":");
        say(
                switch (kind) {
                    case DEVICE ->
                        "EVERYTHING on it will be lost, pictures and programs too: it goes back to how it left the"
                                + " factory.";
                    case ACCOUNT -> "This account and all that came by it will be removed from it. The rest stays.";
                });
        say("What lies at the mail host stays there.");
        if (!terminal.confirm("Wipe it?")) return false;
        String typed = terminal.ask("Type its id or its name, to be sure: ").strip();
        if (typed.equals(device.id())) return true;
        return !typed.isEmpty() && typed.equalsIgnoreCase(device.name());
    }

    private void say(String line) {
        terminal.out().println(Log.escaped(line));
    }

    private void complain(String line) {
        terminal.err().println(Log.escaped(line));
    }
}
