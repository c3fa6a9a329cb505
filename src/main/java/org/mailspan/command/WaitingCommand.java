package org.mailspan.command;

import java.util.Optional;

/** A command whose reply may have to be waited for: Ping, and Sync with Wait or HeartbeatInterval. */
public interface WaitingCommand extends Command {
    /** Parses the request and begins to listen. Whoever asked closes what he gets. */
    Vigil begin(Call call) throws Exception;

    /** All of it on one thread. */
    @Override
    default Reply handle(Call call) throws Exception {
        try (Vigil vigil = begin(call)) {
            Optional<Reply> reply = vigil.look();
            while (reply.isEmpty()) {
                vigil.await();
                reply = vigil.look();
            }
            return reply.get();
        }
    }
}
