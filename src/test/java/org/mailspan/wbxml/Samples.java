package org.mailspan.wbxml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mailspan.wbxml.Node.Opaque;
import org.mailspan.wbxml.Node.Text;

/** Documents as phones and servers exchange them, every tag there is, and random trees. */
final class Samples {
    private static final String MIME = "From: a@example.org\r\nTo: b@example.org\r\nSubject: Grüße\r\n\r\nHello\r\n";

    private Samples() {}

    static List<Tag> tags() {
        return Arrays.stream(Tag.class.getPermittedSubclasses())
                .filter(Class::isEnum)
                .flatMap(page -> Arrays.stream(page.getEnumConstants()))
                .map(Tag.class::cast)
                .toList();
    }

    static List<Element> documents() {
        return List.of(
                folderSyncRequest(), folders(), syncRequest(), syncAnswer(), sendMail(), ping(), provision(), search());
    }

    static Element folderSyncRequest() {
        return Element.of(FolderHierarchy.FolderSync, Element.of(FolderHierarchy.SyncKey, 0));
    }

    private static Element folders() {
        Stream<Element> adds = IntStream.range(0, 5)
                .mapToObj(i -> Element.of(
                        FolderHierarchy.Add,
                        Element.of(FolderHierarchy.ServerId, i),
                        Element.of(FolderHierarchy.ParentId, 0),
                        Element.of(FolderHierarchy.DisplayName, "Entwürfe & <" + i + ">"),
                        Element.of(FolderHierarchy.Type, i + 2)));
        return Element.of(
                FolderHierarchy.FolderSync,
                Element.of(FolderHierarchy.Status, 1),
                Element.of(FolderHierarchy.SyncKey, 1),
                Element.of(FolderHierarchy.Changes, Element.of(FolderHierarchy.Count, 5), adds));
    }

    static Element syncRequest() {
        return Element.of(
                AirSync.Sync,
                Element.of(
                        AirSync.Collections,
                        Element.of(
                                AirSync.Collection,
                                Element.of(AirSync.SyncKey, "17"),
                                Element.of(AirSync.CollectionId, "5"),
                                AirSync.DeletesAsMoves,
                                Element.of(AirSync.GetChanges, true),
                                Element.of(AirSync.WindowSize, 100),
                                Element.of(
                                        AirSync.Options,
                                        Element.of(AirSync.FilterType, 5),
                                        Element.of(
                                                AirSyncBase.BodyPreference,
                                                Element.of(AirSyncBase.Type, 2),
                                                Element.of(AirSyncBase.TruncationSize, 200_000))))));
    }

    private static Element syncAnswer() {
        return Element.of(
                AirSync.Sync,
                Element.of(
                        AirSync.Collections,
                        Element.of(
                                AirSync.Collection,
                                Element.of(AirSync.SyncKey, "18"),
                                Element.of(AirSync.CollectionId, "5"),
                                Element.of(AirSync.Status, 1),
                                AirSync.MoreAvailable,
                                Element.of(AirSync.Commands, item("5:1"), item("5:2"), item("5:3")))));
    }

    private static Element item(String serverId) {
        return Element.of(
                AirSync.Add,
                Element.of(AirSync.ServerId, serverId),
                Element.of(
                        AirSync.ApplicationData,
                        Element.of(Email.To, "\"Bob\" <bob@example.org>"),
                        Element.of(Email.Subject, "Über 山 \uD83D\uDE00"),
                        Element.of(Email.Read, false),
                        Email.Flag,
                        Element.of(
                                AirSyncBase.Body,
                                Element.of(AirSyncBase.Type, 2),
                                Element.of(AirSyncBase.EstimatedDataSize, 1200),
                                Element.of(AirSyncBase.Data, "<p>Hello</p>\n".repeat(90))),
                        Element.of(Email2.ConversationId, new byte[] {1, 2, 3, 4, 5, 6, 7, 8})));
    }

    private static Element sendMail() {
        return Element.of(
                ComposeMail.SendMail,
                Element.of(ComposeMail.ClientId, "SendMail-1"),
                ComposeMail.SaveInSentItems,
                Element.of(ComposeMail.Mime, MIME.getBytes(StandardCharsets.UTF_8)));
    }

    private static Element ping() {
        return Element.of(
                Ping.Ping,
                Element.of(Ping.HeartbeatInterval, 480),
                Element.of(
                        Ping.Folders,
                        Element.of(Ping.Folder, Element.of(Ping.Id, "5"), Element.of(Ping.Class, "Email"))));
    }

    private static Element provision() {
        return Element.of(
                Provision.Provision,
                Element.of(Settings.DeviceInformation, Element.of(Settings.Set, Element.of(Settings.Model, "Phone"))),
                Element.of(
                        Provision.Policies,
                        Element.of(
                                Provision.Policy,
                                Element.of(Provision.PolicyType, "MS-EAS-Provisioning-WBXML"),
                                Element.of(
                                        Provision.Data,
                                        Element.of(
                                                Provision.EASProvisionDoc,
                                                Element.of(Provision.AllowCamera, 1),
                                                Element.of(Provision.AllowWiFi, 1))))));
    }

    private static Element search() {
        return Element.of(
                Search.Search,
                Element.of(
                        Search.Store,
                        Element.of(Search.Name, "Mailbox"),
                        Element.of(
                                Search.Query,
                                Element.of(
                                        Search.And,
                                        Element.of(AirSync.Class, "Email"),
                                        Element.of(Search.FreeText, "spring"))),
                        Element.of(Search.Options, Search.RebuildResults, Element.of(Search.Range, "0-9"))));
    }

    /** A tree with any tags, empty elements, texts of all kinds of characters, and opaque values, as deep as told. */
    static Element randomTree(Random random, int depth) {
        List<Tag> tags = tags();
        Tag tag = tags.get(random.nextInt(tags.size()));
        if (depth <= 1) return Element.of(tag);
        var children = IntStream.range(0, random.nextInt(4)).mapToObj(_ -> randomNode(random, depth - 1));
        return Element.of(tag, children);
    }

    private static Node randomNode(Random random, int depth) {
        return switch (random.nextInt(6)) {
            case 0 -> new Text(cleanText(random, random.nextInt(20)));
            case 1 -> Opaque.of(randomBytes(random, random.nextInt(200)));
            default -> randomTree(random, depth);
        };
    }

    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String cleanText(Random random, int length) {
        return random.ints(0x20, 0x11_0000)
                .map(c -> random.nextBoolean() ? 0x20 + c % 0x5F : c)
                .filter(c -> c < 0xD800 || (c > 0xDFFF && c != 0xFFFE && c != 0xFFFF))
                .limit(length)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
