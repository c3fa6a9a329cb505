package org.mailspan.command;

import java.time.Duration;

/**
 * What commands may take and cost.
 *
 * @param shortest heartbeat of a Ping, in whole seconds
 * @param longest likewise; Apple asks for 59 minutes (quirk H7)
 * @param pingFolders most folders of a Ping
 * @param gather how long changes other than arrivals are gathered before they end a Ping
 * @param answerOctets about how much one Sync answer holds before it is cut with MoreAvailable
 * @param answerTime how long items are collected for one answer; Gmail gives up after 30 s of silence (quirk A11)
 */
public record CommandLimits(
        Duration shortest, Duration longest, int pingFolders, Duration gather, long answerOctets, Duration answerTime) {
    public static final CommandLimits DEFAULT = new CommandLimits(
            Duration.ofSeconds(60),
            Duration.ofSeconds(3540),
            200,
            Duration.ofSeconds(30),
            4 << 20,
            Duration.ofSeconds(12));

    public CommandLimits withGather(Duration other) {
        return new CommandLimits(shortest, longest, pingFolders, other, answerOctets, answerTime);
    }
}
