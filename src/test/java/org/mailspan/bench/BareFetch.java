package org.mailspan.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.BODY;
import org.eclipse.angus.mail.imap.protocol.BODYSTRUCTURE;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.util.MailLogger;

/**
 * A client that fetches and does nothing else: Angus' protocol layer, one connection, each response parsed into a
 * FetchResponse and counted. Arguments: host, port, user, password, file of commands. Runs all commands for each line on
 * standard input, and prints what came.
 */
public final class BareFetch {
    private BareFetch() {}

    public static void main(String[] arguments) throws Exception {
        var quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var logger = new MailLogger("org.mailspan.bench", "IMAP", false, quiet);
        int port = Integer.parseInt(arguments[1]);
        var wire = new IMAPProtocol("imap", arguments[0], port, new Properties(), false, logger);
        wire.login(arguments[2], arguments[3]);
        wire.select("INBOX");
        List<String> commands = Files.readAllLines(Path.of(arguments[4]));
        System.out.println("ready");
        var asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (asked.readLine() != null) System.out.println(pass(wire, commands));
    }

    /** How many messages and how many octets of sections came. */
    private static String pass(IMAPProtocol wire, List<String> commands) throws IOException, ProtocolException {
        long messages = 0;
        long octets = 0;
        for (String command : commands) {
            Response[] answers = wire.command(command, null);
            wire.handleResult(answers[answers.length - 1]);
            for (Response answer : answers) {
                if (!(answer instanceof FetchResponse row)) continue;
                if (row.getItem(BODYSTRUCTURE.class) != null) messages++;
                BODY section = row.getItem(BODY.class);
                if (section != null) octets += section.getByteArray().getCount();
            }
        }
        return messages + " " + octets;
    }
}
