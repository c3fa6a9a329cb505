package org.mailspan.command;

import static org.mailspan.wbxml.ItemOperations.*;

import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.command.ItemOperations.ItemOperationsStatus;
import org.mailspan.protocol.CommonStatus;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Status;
import org.mailspan.sync.ConversationMoves;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.Element;

/** One Move of an ItemOperations request, MS-ASCMD 2.2.3.117.1: a conversation, and only for always (MS-ASCMD_R3475). */
final class MoveConversation {
    /** The recipient information cache, which no message can be put in (MS-ASCON_R262). */
    private static final String RECIPIENT_CACHE = "RI";

    private final ConversationMoves moves;

    MoveConversation(ConversationMoves moves) {
        this.moves = moves;
    }

    Element answer(Session session, Element asked) throws BackendException {
        return Element.of(
                Move,
                Element.of(
                        org.mailspan.wbxml.ItemOperations.Status,
                        status(session, asked).code()),
                asked.first(ConversationId).map(MoveConversation::echo));
    }

    /** Its value alone: what else a client puts into it, no answer can carry. */
    private static Element echo(Element id) {
        return Element.of(
                ConversationId,
                id.children().stream()
                        .filter(value -> !(value instanceof Element))
                        .limit(1));
    }

    private Status status(Session session, Element asked) throws BackendException {
        if (!asked.has(Options, MoveAlways)) return ItemOperationsStatus.MoveAlwaysMissing;
        String folder = asked.text(DstFldId).orElse("").strip();
        if (folder.isEmpty() || asked.all(DstFldId).count() > 1) return ItemOperationsStatus.ProtocolError;
        if (folder.equals(RECIPIENT_CACHE)) return CommonStatus.InvalidCombinationOfIDs;
        Optional<String> conversation = asked.first(ConversationId).flatMap(ConversationIds::name);
        if (conversation.isEmpty()) return ItemOperationsStatus.ObjectNotFound;
        try {
            return switch (moves.moveAlways(session, conversation.get(), ServerId.collection(folder))) {
                case ConversationMoves.Outcome.Moved() -> ItemOperationsStatus.Success;
                case ConversationMoves.Outcome.NoConversation() -> ItemOperationsStatus.ObjectNotFound;
                case ConversationMoves.Outcome.NoFolder() -> ItemOperationsStatus.ObjectNotFound;
                case ConversationMoves.Outcome.WrongFolder() -> ItemOperationsStatus.ActionNotSupported;
                case ConversationMoves.Outcome.Partly _ -> ItemOperationsStatus.ServerError;
            };
        } catch (BackendException e) {
            return switch (e.kind()) {
                // To be repeated: what was moved is not moved again.
                case LOGIN, UNAVAILABLE -> throw e;
                case ITEM_GONE, FOLDER_GONE -> ItemOperationsStatus.ObjectNotFound;
                case NOT_ALLOWED, FULL, TOO_LARGE, REFUSED -> ItemOperationsStatus.ServerError;
            };
        }
    }
}
