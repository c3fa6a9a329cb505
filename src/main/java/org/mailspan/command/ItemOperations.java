package org.mailspan.command;

import static org.mailspan.wbxml.ItemOperations.*;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.Backend;
import org.mailspan.backend.BackendException;
import org.mailspan.backend.Content;
import org.mailspan.item.Item;
import org.mailspan.protocol.FileReference;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Status;
import org.mailspan.sync.Items;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.AirSync;
import org.mailspan.wbxml.AirSyncBase;
import org.mailspan.wbxml.Element;
import org.mailspan.wbxml.Search;
import org.mailspan.wbxml.Tag;

/** Fetches items and attachments, empties folders and moves conversations, MS-ASCMD 2.2.1.10. */
final class ItemOperations implements Command {
    /** MS-ASCMD 2.2.3.177.8. Some are of the whole request, some of one operation. */
    enum ItemOperationsStatus implements Status {
        Success(1),
        ProtocolError(2),
        ServerError(3),
        ObjectNotFound(6),
        RangeInvalid(8),
        UnknownStore(9),
        FileEmpty(10),
        /** Also of a request with too many operations (MS-ASCMD_R7490). */
        DataTooLarge(11),
        ConversionFailed(14),
        AttachmentInvalid(15),
        AccessDenied(16),
        PartialSuccess(17),
        MoveAlwaysMissing(155),
        ActionNotSupported(156),
        BodyPartPreferenceTypeNotSupported(164);

        private final int code;

        ItemOperationsStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /**
     * What one request may ask and its answer cost.
     *
     * @param operations MS-ASCMD_R7489
     * @param octets of bodies in memory
     * @param laid octets of attachments in the document, which lie in files; in parts beside it they are not bounded
     */
    record Bounds(int operations, long octets, long laid) {
        static final Bounds DEFAULT =
                new Bounds(100, Math.min(50L << 20, Runtime.getRuntime().maxMemory() / 8), 1L << 30);
    }

    private final Items items;
    private final EmptyFolder emptying;
    private final MoveConversation moving;
    private final Bounds bounds;

    ItemOperations(Items items, EmptyFolder emptying, MoveConversation moving, Bounds bounds) {
        this.items = items;
        this.emptying = emptying;
        this.moving = moving;
        this.bounds = bounds;
    }

    /** One operation, and what a Fetch says. */
    private sealed interface Asked {
        record ToMove(Element element) implements Asked {}

        record ToEmpty(Element element) implements Asked {}

        record ToFetch(Element element, FetchRequest request) implements Asked {}
    }

    @Override
    public Reply handle(Call call) throws BackendException, IOException {
        var fetched = new Fetched(call.version(), call.multipart(), bounds.octets, bounds.laid);
        try {
            return reply(call, fetched);
        } catch (BackendException | IOException | RuntimeException e) {
            fetched.close();
            throw e;
        }
    }

    private Reply reply(Call call, Fetched fetched) throws BackendException, IOException {
        List<Asked> operations = call.request().filter(root -> root.tag().equals(ItemOperations)).stream()
                .flatMap(Element::elements)
                .flatMap(operation -> asked(operation).stream())
                .toList();
        // 12.1 has no Move (MS-ASCMD_R6850).
        boolean strange = !call.version().since(org.mailspan.protocol.Version.V14_0)
                && operations.stream().anyMatch(one -> one instanceof Asked.ToMove);
        if (operations.isEmpty() || strange || operations.stream().anyMatch(one -> isNameless(one)))
            return fetched.reply(root(ItemOperationsStatus.ProtocolError));
        if (operations.size() > bounds.operations) return fetched.reply(root(ItemOperationsStatus.DataTooLarge));
        if (operations.stream().anyMatch(one -> one instanceof Asked.ToFetch(var e, FetchRequest.UnknownStore u)))
            return fetched.reply(root(ItemOperationsStatus.UnknownStore));
        var session = new Session(call.backend(), call.deviceId(), call.version());
        var moved = new ArrayList<Element>();
        var emptied = new ArrayList<Element>();
        var fetches = new ArrayList<Element>();
        // Done in their order (MS-ASCMD_R193), answered by kinds as the schema has it.
        for (Asked one : operations)
            switch (one) {
                case Asked.ToMove(Element move) -> moved.add(moving.answer(session, move));
                case Asked.ToEmpty(Element folder) -> emptied.add(emptying.answer(session, folder));
                case Asked.ToFetch(Element fetch, FetchRequest wish) ->
                    fetches.add(fetch(fetch, wish, result(session, wish, fetched)));
            }
        return fetched.reply(root(ItemOperationsStatus.Success, Element.of(Response, moved, emptied, fetches)));
    }

    private static Optional<Asked> asked(Element operation) {
        if (operation.tag().equals(Move)) return Optional.of(new Asked.ToMove(operation));
        if (operation.tag().equals(EmptyFolderContents)) return Optional.of(new Asked.ToEmpty(operation));
        if (!operation.tag().equals(Fetch)) return Optional.empty();
        return Optional.of(new Asked.ToFetch(operation, FetchRequest.read(operation)));
    }

    /** Without it there is nothing to answer with. */
    private static boolean isNameless(Asked one) {
        return switch (one) {
            case Asked.ToMove(Element move) -> !move.has(ConversationId);
            case Asked.ToEmpty(Element folder) ->
                folder.text(AirSync.CollectionId).orElse("").isBlank();
            case Asked.ToFetch f -> false;
        };
    }

    private static Element root(ItemOperationsStatus status, Element... response) {
        return Element.of(ItemOperations, status(status), List.of(response));
    }

    /** What a Fetch came to. */
    private record Result(ItemOperationsStatus status, Optional<Element> properties) {
        Result(ItemOperationsStatus status) {
            this(status, Optional.empty());
        }
    }

    private Result result(Session session, FetchRequest asked, Fetched into) throws BackendException, IOException {
        if (into.isFull()) return new Result(ItemOperationsStatus.DataTooLarge);
        return switch (asked) {
            case FetchRequest.OfItem item
            when isUnsupported(session, item) -> new Result(ItemOperationsStatus.BodyPartPreferenceTypeNotSupported);
            case FetchRequest.OfItem item -> item(session, item, into);
            case FetchRequest.OfAttachment attachment -> attachment(session, attachment, into);
            case FetchRequest.UnknownStore u -> new Result(ItemOperationsStatus.UnknownStore);
            case FetchRequest.BadRange b -> new Result(ItemOperationsStatus.RangeInvalid);
            case FetchRequest.Malformed m -> new Result(ItemOperationsStatus.ProtocolError);
        };
    }

    private static boolean isUnsupported(Session session, FetchRequest.OfItem asked) {
        return session.version().since(org.mailspan.protocol.Version.V14_1)
                && asked.body().hasUnsupportedPart();
    }

    private Result item(Session session, FetchRequest.OfItem asked, Fetched into) throws BackendException, IOException {
        try {
            Optional<ServerId> id = asked.id();
            if (id.isEmpty()) return new Result(ItemOperationsStatus.ObjectNotFound);
            Optional<Item> item = items.read(session, id.get(), asked.body());
            if (item.isEmpty()) return new Result(ItemOperationsStatus.ObjectNotFound);
            boolean hasBody = asked.schema().isEmpty() || asked.schema().contains(AirSyncBase.Body);
            var mail = new LongMail(items, into.laid());
            Item whole = hasBody ? mail.complete(session, id.get(), item.get()) : item.get();
            return result(into.item(whole, asked.schema()));
        } catch (BackendException e) {
            return failed(e, ItemOperationsStatus.ObjectNotFound);
        }
    }

    private Result attachment(Session session, FetchRequest.OfAttachment asked, Fetched into)
            throws BackendException, IOException {
        try {
            Optional<Content> content = content(session, asked.reference());
            if (content.isEmpty()) return new Result(ItemOperationsStatus.AttachmentInvalid);
            return result(into.attachment(content.get(), asked.range()));
        } catch (BackendException e) {
            return failed(e, ItemOperationsStatus.AttachmentInvalid);
        }
    }

    private Optional<Content> content(Session session, Optional<FileReference> reference) throws BackendException {
        var place = reference.flatMap(known -> items.follow(session, known.item()));
        if (reference.isEmpty() || place.isEmpty() || !(session.backend() instanceof Backend.Parts parts))
            return Optional.empty();
        String section = reference.get().section().equals(FileReference.WHOLE)
                ? ""
                : reference.get().section();
        return Optional.of(parts.part(place.get().folder(), place.get().entry(), section));
    }

    private static Result result(Fetched.Result fetched) {
        return switch (fetched) {
            case Fetched.Result.Properties(Element element) ->
                new Result(ItemOperationsStatus.Success, Optional.of(element));
            case Fetched.Result.TooLarge t -> new Result(ItemOperationsStatus.DataTooLarge);
            case Fetched.Result.OutOfRange o -> new Result(ItemOperationsStatus.RangeInvalid);
            case Fetched.Result.EmptyFile e -> new Result(ItemOperationsStatus.FileEmpty);
        };
    }

    private static Result failed(BackendException why, ItemOperationsStatus gone) throws BackendException {
        return switch (why.kind()) {
            // The whole request fails, to be repeated: half an answer would look like the truth.
            case LOGIN, UNAVAILABLE -> throw why;
            case ITEM_GONE, FOLDER_GONE -> new Result(gone);
            case NOT_ALLOWED -> new Result(ItemOperationsStatus.AccessDenied);
            case TOO_LARGE -> new Result(ItemOperationsStatus.DataTooLarge);
            case FULL, REFUSED -> new Result(ItemOperationsStatus.ConversionFailed);
        };
    }

    private static Element fetch(Element asked, FetchRequest wish, Result result) {
        boolean isItem = wish instanceof FetchRequest.OfItem && result.properties.isPresent();
        return Element.of(
                Fetch,
                status(result.status),
                echo(asked, AirSync.CollectionId),
                echo(asked, AirSync.ServerId),
                asked.text(Search.LongId).map(text -> Element.of(Search.LongId, Echoed.longId(text))),
                isItem ? Element.of(AirSync.Class, "Email") : Optional.empty(),
                asked.text(AirSyncBase.FileReference).map(text -> Element.of(AirSyncBase.FileReference, text)),
                result.properties);
    }

    private static Optional<Element> echo(Element asked, Tag tag) {
        return asked.text(tag).map(text -> Element.of(tag, Echoed.id(text)));
    }

    static Element status(ItemOperationsStatus status) {
        return Element.of(org.mailspan.wbxml.ItemOperations.Status, status.code());
    }
}
