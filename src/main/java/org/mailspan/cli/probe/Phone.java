package org.mailspan.cli.probe;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.mailspan.protocol.FolderType;
import org.mailspan.protocol.Version;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Email;
import org.mailspan.wbxml.FolderHierarchy;
import org.mailspan.wbxml.ItemOperations;
import org.mailspan.wbxml.Ping;
import org.mailspan.wbxml.Provision;
import org.mailspan.wbxml.Settings;

/** A phone with one account, as far as the probe needs one: what it knows, and what it does in its first minute. */
final class Phone {
    /** How a step went that came to its end; a remedy makes it doubtful. */
    record Done(String text, Optional<String> remedy) {
        static Done well(String text) {
            return new Done(text, Optional.empty());
        }

        static Done doubtful(String text, String remedy) {
            return new Done(text, Optional.of(remedy));
        }
    }

    private static final String LOOK_INTO_LOG = "Look into the log of that server.";
    private static final int MOST_WINDOWS = 40;

    private final EasClient client;
    private String address;
    private String inbox = "";
    private String syncKey = "0";
    private String arrived = "";
    private int heartbeat = 60;

    Phone(EasClient client, String user) {
        this.client = client;
        this.address = user;
    }

    Done options() throws IOException, InterruptedException, Refused {
        HttpResponse<Void> response = client.options();
        checkHttp(response.statusCode());
        String versions = response.headers().firstValue("MS-ASProtocolVersions").orElse("");
        String commands = response.headers().firstValue("MS-ASProtocolCommands").orElse("");
        if (versions.isEmpty() || commands.isEmpty())
            throw new Refused(
                    "the answer lacks MS-ASProtocolVersions or MS-ASProtocolCommands",
                    "This is no EAS server, or a proxy removes headers.");
        List<Version> common = Arrays.stream(versions.split(","))
                .flatMap(text -> Version.of(text).stream())
                .sorted()
                .toList();
        if (common.isEmpty()) throw new Refused("it speaks only " + versions, "Phones of today want 12.1 at least.");
        client.speak(common.getLast());
        long count = commands.split(",").length;
        return Done.well("speaks " + versions + ", " + count + " commands; going on with "
                + client.version().text());
    }

    Done provision() throws IOException, InterruptedException, Refused {
        Element first = document(client.send("Provision", EasRequests.provision(client.version())));
        String status = first.text(Provision.Policies, Provision.Policy, Provision.Status)
                .orElse("");
        Optional<String> temporary = first.text(Provision.Policies, Provision.Policy, Provision.PolicyKey);
        if (temporary.isEmpty())
            return Done.doubtful(
                    "gives no policy (Status " + status + ")", "Some clients stop here: let the server have a policy.");
        client.policyKey(temporary.get());
        Element second = document(client.send("Provision", EasRequests.provisioned(temporary.get())));
        String key = second.text(Provision.Policies, Provision.Policy, Provision.PolicyKey)
                .orElseThrow(() -> new Refused("the policy was not confirmed: " + second, LOOK_INTO_LOG));
        client.policyKey(key);
        return Done.well("policy taken on");
    }

    Done userInformation() throws IOException, InterruptedException, Refused {
        Element answer = document(client.send("Settings", EasRequests.userInformation()));
        Optional<Element> get = answer.first(Settings.UserInformation, Settings.Get);
        Optional<String> found = get.flatMap(
                it -> it.text(Settings.Accounts, Settings.Account, Settings.EmailAddresses, Settings.SMTPAddress)
                        .or(() -> it.text(Settings.EmailAddresses, Settings.SMTPAddress)));
        if (found.filter(one -> one.contains("@")).isEmpty())
            return Done.doubtful("tells no mail address", "iOS then has no From address and cannot send.");
        address = found.get();
        return Done.well("the address is " + address);
    }

    Done folderSync() throws IOException, InterruptedException, Refused {
        Element answer = document(client.send("FolderSync", EasRequests.folderSync()));
        expectOne(answer.text(FolderHierarchy.Status), "FolderSync");
        List<Element> folders =
                answer.all(FolderHierarchy.Changes, FolderHierarchy.Add).toList();
        inbox = folders.stream()
                .filter(folder -> isOf(FolderType.Inbox, folder))
                .flatMap(folder -> folder.text(FolderHierarchy.ServerId).stream())
                .findFirst()
                .orElseThrow(() -> new Refused("there is no Inbox among the folders", LOOK_INTO_LOG));
        List<FolderType> missing = List.of(FolderType.Drafts, FolderType.SentItems, FolderType.DeletedItems).stream()
                .filter(type -> folders.stream().noneMatch(folder -> isOf(type, folder)))
                .toList();
        String text = folders.size() + " folders";
        return missing.isEmpty()
                ? Done.well(text + ", with Inbox, Drafts, Sent and Trash among them")
                : Done.doubtful(text + ", without " + missing, "Phones make up what is missing, on the phone only.");
    }

    private static boolean isOf(FolderType type, Element folder) {
        return folder.text(FolderHierarchy.Type)
                .filter(code -> code.equals(Integer.toString(type.code())))
                .isPresent();
    }

    Done firstSync() throws IOException, InterruptedException, Refused {
        sync(EasRequests.initialSync(inbox));
        int found = 0;
        boolean more = true;
        for (int window = 0; more && window < MOST_WINDOWS; window++) {
            Optional<Element> collection = sync(EasRequests.sync(syncKey, inbox));
            found += (int) collection.stream()
                    .flatMap(it -> it.all(AirSync.Commands, AirSync.Add))
                    .count();
            more = collection.filter(it -> it.has(AirSync.MoreAvailable)).isPresent();
        }
        return Done.well(found + " messages of the last day in the Inbox");
    }

    /** The collection of the answer, empty if nothing changed; takes over its key. */
    private Optional<Element> sync(Element request) throws IOException, InterruptedException, Refused {
        EasClient.Answer answer = client.send("Sync", request);
        checkHttp(answer.status());
        if (answer.document().isEmpty()) return Optional.empty();
        Element sync = answer.document().get();
        Optional<Element> collection = sync.first(AirSync.Collections, AirSync.Collection);
        expectOne(collection.flatMap(it -> it.text(AirSync.Status)).or(() -> sync.text(AirSync.Status)), "Sync");
        syncKey = collection.flatMap(it -> it.text(AirSync.SyncKey)).orElse(syncKey);
        return collection;
    }

    Done push() throws IOException, InterruptedException, Refused {
        String subject = "Mailspan probe " + UUID.randomUUID();
        FutureTask<Long> woken = inBackground(() -> {
            ping();
            return System.nanoTime();
        });
        send(subject);
        long sent = System.nanoTime();
        long took = Math.max(0, result(woken) - sent);
        for (int attempt = 0; attempt < 3 && arrived.isEmpty(); attempt++) {
            if (attempt > 0) ping();
            sync(EasRequests.sync(syncKey, inbox)).ifPresent(collection -> look(collection, subject));
        }
        if (arrived.isEmpty())
            throw new Refused(
                    "a message to " + address + " was sent and did not arrive", "Look for it in the mailbox.");
        return Done.well("a message to " + address + " was announced "
                + Duration.ofNanos(took).toMillis() + " ms after it was taken");
    }

    private void look(Element collection, String subject) {
        collection
                .all(AirSync.Commands, AirSync.Add)
                .filter(add -> add.text(AirSync.ApplicationData, Email.Subject)
                        .filter(subject::equals)
                        .isPresent())
                .flatMap(add -> add.text(AirSync.ServerId).stream())
                .forEach(id -> arrived = id);
    }

    /** Waits until the Inbox changes; a heartbeat that the server does not like is corrected by it (Status 5). */
    private void ping() throws IOException, InterruptedException, Refused {
        for (int attempt = 0; attempt < 2; attempt++) {
            Element answer = document(client.ping(EasRequests.ping(inbox, heartbeat), Duration.ofSeconds(heartbeat)));
            switch (answer.text(Ping.Status).orElse("")) {
                case "2" -> {
                    return;
                }
                case "1" -> throw new Refused("no Ping was woken within " + heartbeat + " s", LOOK_INTO_LOG);
                case "5" ->
                    heartbeat = answer.text(Ping.HeartbeatInterval)
                            .filter(it -> it.matches("\\d{1,4}"))
                            .map(Integer::parseInt)
                            .orElse(heartbeat);
                default -> throw new Refused("Ping is answered by " + answer, LOOK_INTO_LOG);
            }
        }
    }

    private void send(String subject) throws IOException, InterruptedException, Refused {
        List<String> lines = List.of(
                "From: <" + address + ">",
                "To: <" + address + ">",
                "Subject: " + subject,
                "MIME-Version: 1.0",
                "",
                "Sent by a probe of this server, which deletes it again.",
                "");
        byte[] message = String.join("\r\n", lines).getBytes(StandardCharsets.UTF_8);
        EasClient.Answer answer = client.version().since(Version.V14_0)
                ? client.send("SendMail", EasRequests.sendMail(subject, message))
                : client.sendRaw(message);
        checkHttp(answer.status());
        if (answer.document().isPresent())
            throw new Refused("the message was not sent: " + answer.document().get(), LOOK_INTO_LOG);
    }

    Done delete() throws IOException, InterruptedException, Refused {
        sync(EasRequests.delete(syncKey, inbox, arrived));
        Element answer = document(client.send("ItemOperations", EasRequests.fetch(inbox, arrived)));
        boolean there = answer.text(ItemOperations.Response, ItemOperations.Fetch, ItemOperations.Status)
                .filter("1"::equals)
                .isPresent();
        if (there) throw new Refused("the deleted message is still there", LOOK_INTO_LOG);
        return Done.well("the message is gone again");
    }

    private static Element document(EasClient.Answer answer) throws Refused {
        checkHttp(answer.status());
        return answer.document().orElseThrow(() -> new Refused("the answer is empty", LOOK_INTO_LOG));
    }

    private static void expectOne(Optional<String> status, String command) throws Refused {
        if (status.filter("1"::equals).isEmpty())
            throw new Refused(command + " is answered by Status " + status.orElse("(none)"), LOOK_INTO_LOG);
    }

    private static void checkHttp(int status) throws Refused {
        switch (status) {
            case 200 -> {}
            case 401 ->
                throw new Refused("user or password is refused (401)", "Try the whole address as the user name.");
            case 403 -> throw new Refused("this user or device is not let in (403)", "Look at what the server allows.");
            case 404 ->
                throw new Refused("there is no EAS server at this address (404)", "Look at host, port and proxy.");
            case 449 ->
                throw new Refused("a Ping without policy key is sent to provision (449)", "Android loops on it.");
            case 502, 504 -> throw new Refused("a proxy gave up (" + status + ")", "Give it a timeout of 60 minutes.");
            default -> throw new Refused("the answer is HTTP " + status, LOOK_INTO_LOG);
        }
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofVirtual().start(task);
        return task;
    }

    private static <T> T result(FutureTask<T> task) throws IOException, InterruptedException, Refused {
        try {
            return task.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case IOException network -> throw network;
                case Refused refused -> throw refused;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }
}
