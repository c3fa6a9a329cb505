package org.mailspan.backend.imap;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.mailspan.backend.imap.ImapConnection.Command;

/**
 * What is agreed upon with a host that let us in, in one round trip: what it is to tell (ENABLE), who we are (ID), and
 * that both sides compress. Whatever it refuses is done without.
 */
final class ImapTerms {
    private static final String COMPRESS = "COMPRESS";
    private static final String UTF8 = "UTF8=ACCEPT";
    private static final Argument WHO_WE_ARE = whoWeAre();

    private ImapTerms() {}

    /** @param compressing whether it is worth while for this connection */
    static Capabilities agree(ImapWire wire, boolean compressing) throws IOException, ProtocolException {
        var enabled = new HashSet<String>();
        boolean compressed = answers(wire, commands(wire, compressing), enabled);
        // Where the host does not say so, names go in modified UTF-7, as they did before RFC 6855.
        if (enabled.contains(UTF8)) wire.bothSpeakUtf8();
        if (compressed) wire.bothCompress();
        return Capabilities.of(wire.getCapabilities().keySet(), enabled.contains("QRESYNC"));
    }

    /**
     * COMPRESS is the last, as nothing may be said before its answer (RFC 4978 3). Each thing to be enabled has a command of
     * its own, so that a host that refuses one does not refuse both.
     */
    private static List<Command> commands(ImapWire wire, boolean compressing) {
        var commands = new ArrayList<Command>();
        String wanted = wire.hasCapability("QRESYNC") ? "QRESYNC" : wire.hasCapability("CONDSTORE") ? "CONDSTORE" : "";
        if (wire.hasCapability("ENABLE")) {
            if (!wanted.isEmpty()) commands.add(new Command("ENABLE", new Argument().writeAtom(wanted)));
            if (wire.hasCapability(UTF8) || wire.hasCapability("UTF8=ONLY"))
                commands.add(new Command("ENABLE", new Argument().writeAtom(UTF8)));
        }
        // NetEase (163.com, 126.com) opens no folder for a client that has not said who it is (2026-11)
        if (wire.hasCapability("ID")) commands.add(new Command("ID", WHO_WE_ARE));
        if (compressing && wire.hasCapability("COMPRESS=DEFLATE"))
            commands.add(new Command(COMPRESS, new Argument().writeAtom("DEFLATE")));
        return commands;
    }

    /** Answers whether both compress from here on. */
    private static boolean answers(ImapWire wire, List<Command> commands, Set<String> enabled)
            throws IOException, ProtocolException {
        var names = new HashMap<String, String>();
        for (Command command : commands)
            names.put(wire.writeCommand(command.name(), command.arguments()), command.name());
        boolean compressed = false;
        while (!names.isEmpty()) {
            ImapRow row = wire.readResponse();
            String answered = row.isTagged() ? names.remove(row.getTag()) : null;
            if (answered != null) compressed |= answered.equals(COMPRESS) && row.isOK();
            else if (row.isBYE()) throw new ProtocolException(row);
            else if (row.is("ENABLED"))
                enabled.addAll(
                        List.of(row.getRest().strip().toUpperCase(Locale.ROOT).split(" ")));
        }
        return compressed;
    }

    /** Name and version, and nothing of the machine or its user (RFC 2971 3.3 allows more). */
    private static Argument whoWeAre() {
        var pairs = new Argument().writeNString("name").writeNString("Mailspan");
        String version = version();
        if (!version.isEmpty()) pairs.writeNString("version").writeNString(version);
        return new Argument().writeArgument(pairs);
    }

    /** Empty where the classes were compiled by something else than the build. */
    static String version() {
        var properties = new Properties();
        try (InputStream in = ImapTerms.class.getResourceAsStream("/org/mailspan/version.properties")) {
            if (in != null) properties.load(in);
        } catch (IOException unreadable) {
            return "";
        }
        String version = properties.getProperty("version", "");
        return version.startsWith("${") ? "" : version;
    }
}
