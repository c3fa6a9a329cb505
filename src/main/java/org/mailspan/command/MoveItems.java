package org.mailspan.command;

import static org.mailspan.wbxml.Move.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.protocol.CommonStatus;
import org.mailspan.protocol.ServerId;
import org.mailspan.protocol.Status;
import org.mailspan.protocol.Version;
import org.mailspan.sync.Items;
import org.mailspan.sync.Session;
import org.mailspan.wbxml.Element;

/** Moves items between folders, MS-ASCMD 2.2.1.12. */
final class MoveItems implements Command {
    /** MS-ASCMD 2.2.3.177.10. */
    enum MoveItemsStatus implements Status {
        InvalidSource(1),
        InvalidDestination(2),
        Success(3),
        SameFolder(4),
        Failure(5),
        Locked(7);

        private final int code;

        MoveItemsStatus(int code) {
            this.code = code;
        }

        @Override
        public int code() {
            return code;
        }
    }

    /** MS-ASCMD_R5653. */
    private static final int MOST_MOVES = 1000;

    private final Items items;

    MoveItems(Items items) {
        this.items = items;
    }

    @Override
    public Reply handle(Call call) throws Exception {
        List<Element> moves = call.request()
                .filter(request -> request.tag().equals(MoveItems))
                .map(request -> request.all(Move).toList())
                .orElse(List.of());
        if (moves.size() > MOST_MOVES)
            return call.version().since(Version.V14_0)
                    ? refused(CommonStatus.InvalidXML)
                    : new Reply.Refused(400, "more than " + MOST_MOVES + " moves");
        if (moves.isEmpty() || moves.stream().anyMatch(move -> isMalformed(move)))
            return refused(MoveItemsStatus.Failure);
        var session = new Session(call.backend(), call.deviceId(), call.version());
        List<Items.Move> results =
                items.move(session, moves.stream().map(move -> wish(move)).toList());
        var responses = new ArrayList<Element>();
        for (int i = 0; i < moves.size(); i++) responses.add(response(moves.get(i), results.get(i)));
        return new Reply.Document(Element.of(MoveItems, responses));
    }

    private static Reply refused(Status status) {
        return new Reply.Document(Element.of(MoveItems, Element.of(org.mailspan.wbxml.Move.Status, status.code())));
    }

    /** Without an id the answer has nothing to echo; more than one destination is Status 5 for all (MS-ASCMD_R4222). */
    private static boolean isMalformed(Element move) {
        return move.text(SrcMsgId).orElse("").isBlank() || move.all(DstFldId).count() > 1;
    }

    /** The item lies in SrcFldId if its id says so too. */
    private static Items.Wish wish(Element move) {
        Optional<Long> from = move.text(SrcFldId).flatMap(ServerId::collection);
        Optional<ServerId> item = move.text(SrcMsgId)
                .flatMap(ServerId::parse)
                .filter(id -> from.isPresent() && id.collection() == from.get());
        return new Items.Wish(item, move.text(DstFldId).flatMap(ServerId::collection));
    }

    private static Element response(Element move, Items.Move result) {
        Optional<Element> moved = result instanceof Items.Move.Moved(ServerId to)
                ? Optional.of(Element.of(DstMsgId, to.toString()))
                : Optional.empty();
        return Element.of(
                Response,
                Element.of(SrcMsgId, Echoed.id(move.text(SrcMsgId).orElse(""))),
                Element.of(org.mailspan.wbxml.Move.Status, status(result).code()),
                moved);
    }

    private static MoveItemsStatus status(Items.Move result) {
        return switch (result) {
            case Items.Move.Moved m -> MoveItemsStatus.Success;
            case Items.Move.NoSource n -> MoveItemsStatus.InvalidSource;
            case Items.Move.NoDestination n -> MoveItemsStatus.InvalidDestination;
            case Items.Move.Same s -> MoveItemsStatus.SameFolder;
            case Items.Move.Failed(BackendException why) ->
                switch (why.kind()) {
                    case ITEM_GONE -> MoveItemsStatus.InvalidSource;
                    case FOLDER_GONE -> MoveItemsStatus.InvalidDestination;
                    case LOGIN, UNAVAILABLE -> MoveItemsStatus.Locked;
                    case NOT_ALLOWED, FULL, TOO_LARGE, REFUSED -> MoveItemsStatus.Failure;
                };
        };
    }
}
