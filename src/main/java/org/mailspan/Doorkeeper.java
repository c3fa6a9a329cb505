package org.mailspan;

import java.time.Duration;
import java.util.Optional;
import org.mailspan.backend.Backends;
import org.mailspan.command.Refusals;
import org.mailspan.command.Reply;
import org.mailspan.device.DeviceGate;
import org.mailspan.device.DeviceGate.Verdict;
import org.mailspan.device.DeviceGate.Visit;
import org.mailspan.device.OwnerMail;
import org.mailspan.device.Slowing;
import org.mailspan.http.Gate;

/** Between the endpoint and the device gate: turns a verdict into an answer, and has owners told of new devices. */
final class Doorkeeper implements Gate {
    private final DeviceGate gate;
    private final OwnerMail mail;
    private final Slowing slowing;
    private final Backends backends;

    Doorkeeper(DeviceGate gate, OwnerMail mail, Slowing slowing, Backends backends) {
        this.gate = gate;
        this.mail = mail;
        this.slowing = slowing;
        this.backends = backends;
    }

    @Override
    public Optional<Reply> refusal(Visitor visitor) throws InterruptedException {
        var visit = new Visit(
                visitor.account(),
                visitor.deviceId(),
                visitor.deviceType(),
                visitor.userAgent(),
                visitor.policyKey(),
                visitor.command(),
                visitor.version());
        return switch (gate.judge(visit)) {
            case Verdict.Let() -> Optional.empty();
            case Verdict.PolicyKeyStale() -> Optional.of(Refusals.policyKeyStale(visitor.command(), visitor.version()));
            case Verdict.NotProvisioned() -> Optional.of(Refusals.notProvisioned(visitor.command(), visitor.version()));
            case Verdict.Quarantined(boolean isNews) -> keptOut(visit, visitor, isNews);
            case Verdict.Blocked(boolean isNews) -> keptOut(visit, visitor, isNews);
            case Verdict.WipeOrdered() ->
                Optional.of(Refusals.wipeRequested(
                        visitor.command(),
                        visitor.version(),
                        visitor.policyKey().isPresent()));
            case Verdict.TooManyDevices() -> {
                // By account: who makes devices up has another one for each request.
                slow(visit.account(), "");
                yield Optional.of(Refusals.tooManyDevices(visitor.command(), visitor.version()));
            }
        };
    }

    private Optional<Reply> keptOut(Visit visit, Visitor visitor, boolean isNews) throws InterruptedException {
        if (isNews) tellOwner(visit, visitor);
        slow(visit.account(), visit.deviceId());
        return Optional.of(Refusals.blocked(visitor.command(), visitor.version()));
    }

    /** Beside the request: a submission server may take its time. */
    private void tellOwner(Visit visit, Visitor visitor) {
        var hold = backends.hold(visitor.backend());
        Thread.ofVirtual().name("owner-mail").start(() -> {
            try (hold) {
                mail.tell(visit, visitor.address(), visitor.backend());
            }
        });
    }

    private void slow(String account, String device) throws InterruptedException {
        Duration wait = slowing.refused(account, device);
        if (wait.isPositive()) Thread.sleep(wait);
    }
}
