package org.mailspan.support;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.ComposeMail;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.ItemOperations;

/** What phones ask beside what {@link Phone} keeps a copy of, and how they read the answer. */
public final class Requests {
    private Requests() {}

    /** Sync of one collection. */
    public static Element sync(String key, String collection, Object... more) {
        return Element.of(
                AirSync.Sync,
                Element.of(
                        AirSync.Collections,
                        Element.of(
                                AirSync.Collection,
                                Element.of(AirSync.SyncKey, key),
                                Element.of(AirSync.CollectionId, collection),
                                List.of(more))));
    }

    /** SendMail of a message in ASCII, with a copy in Sent Items. */
    public static Element sendMail(String clientId, String mime) {
        return Element.of(
                ComposeMail.SendMail,
                Element.of(ComposeMail.ClientId, clientId),
                ComposeMail.SaveInSentItems,
                Element.of(ComposeMail.Mime, (Object) mime.getBytes(StandardCharsets.US_ASCII)));
    }

    /** ItemOperations for an attachment, or what else has a FileReference. */
    public static Element attachment(String fileReference, Object... more) {
        return fetch(Element.of(AirSyncBase.FileReference, fileReference), List.of(more));
    }

    /** ItemOperations for an item. */
    public static Element item(String collection, String id, Object... options) {
        return fetch(
                Element.of(AirSync.CollectionId, collection),
                Element.of(AirSync.ServerId, id),
                Element.of(ItemOperations.Options, List.of(options)));
    }

    private static Element fetch(Object... what) {
        return Element.of(
                ItemOperations.ItemOperations,
                Element.of(ItemOperations.Fetch, Element.of(ItemOperations.Store, "Mailbox"), List.of(what)));
    }

    /** The octets in the answer to {@link #attachment}. */
    public static byte[] octets(Element answer) {
        String data = answer.text(
                        ItemOperations.Response, ItemOperations.Fetch, ItemOperations.Properties, ItemOperations.Data)
                .orElseThrow(() -> new AssertionError(answer.indented()));
        return Base64.getDecoder().decode(data);
    }
}
