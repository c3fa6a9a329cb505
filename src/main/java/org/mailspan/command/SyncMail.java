package org.mailspan.command;

import java.io.IOException;
import java.util.ArrayList;
import org.mailspan.backend.BackendException;
import org.mailspan.item.Item;
import org.mailspan.protocol.ServerId;
import org.mailspan.sync.Answer;
import org.mailspan.sync.Outcome;
import org.mailspan.sync.ServerChange;
import org.mailspan.sync.Session;

/** Puts long messages in their places in what a Sync came to. */
record SyncMail(Session session, LongMail mail) {
    Outcome complete(Outcome outcome) throws BackendException {
        if (!(outcome instanceof Outcome.Synced synced)) return outcome;
        var answers = new ArrayList<Answer>(synced.answers().size());
        for (Answer one : synced.answers()) answers.add(complete(one));
        var changes = new ArrayList<ServerChange>(synced.changes().size());
        for (ServerChange one : synced.changes()) changes.add(complete(one));
        return new Outcome.Synced(synced.syncKey(), answers, changes, synced.more(), synced.news());
    }

    private Answer complete(Answer answer) throws BackendException {
        return switch (answer) {
            case Answer.Fetched(String id, var result, Item item)
            when ServerId.parse(id).isPresent() ->
                new Answer.Fetched(id, result, complete(ServerId.parse(id).get(), item));
            case Answer.Fetched _, Answer.Added _, Answer.Changed _, Answer.Deleted _ -> answer;
        };
    }

    private ServerChange complete(ServerChange change) throws BackendException {
        return switch (change) {
            case ServerChange.Add(var id, Item item)
            when LongMail.lacks(item) -> new ServerChange.Add(id, complete(id, item));
            case ServerChange.Change(var id, Item item)
            when LongMail.lacks(item) -> new ServerChange.Change(id, complete(id, item));
            case ServerChange.Add _, ServerChange.Change _, ServerChange.Delete _, ServerChange.SoftDelete _ -> change;
        };
    }

    /**
     * A message that cannot be read now goes out without its Data, as a cut one that the device may fetch, so that it
     * blocks no folder (law 5). A host that cannot be asked at all fails the request: the device repeats it.
     */
    private Item complete(ServerId id, Item item) throws BackendException {
        try {
            return mail.complete(session, id, item);
        } catch (BackendException e) {
            return switch (e.kind()) {
                case LOGIN, UNAVAILABLE -> throw e;
                case ITEM_GONE, FOLDER_GONE, NOT_ALLOWED, FULL, TOO_LARGE, REFUSED -> item;
            };
        } catch (IOException noRoom) {
            return item;
        }
    }
}
