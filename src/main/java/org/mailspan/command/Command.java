package org.mailspan.command;

/**
 * Answers one command. Parses all of the request, then acts, then renders all of the answer. Outcomes of the protocol
 * are statuses in the reply; what is thrown is ours or the host's and is turned into an answer in one place, the endpoint
 * in {@code http}.
 */
@FunctionalInterface
public interface Command {
    Reply handle(Call call) throws Exception;
}
