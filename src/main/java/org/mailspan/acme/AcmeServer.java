package org.mailspan.acme;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.mailspan.http.tls.Challenges;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.OrderBuilder;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeNotSupportedException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.exception.AcmeUserActionRequiredException;

/** An authority that speaks ACME (RFC 8555). One session for each time that it is asked, and nothing kept of it. */
final class AcmeServer implements Authority {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private final AcmeSettings settings;
    private final SSLContext trust;
    private final Challenges challenges;

    /** @param trust whom to believe that he is this authority */
    AcmeServer(AcmeSettings settings, SSLContext trust, Challenges challenges) {
        this.settings = settings;
        this.trust = trust;
        this.challenges = challenges;
    }

    @Override
    public List<X509Certificate> issue(
            KeyPair account, KeyPair host, List<String> names, Way way, Optional<X509Certificate> replaced)
            throws Refused, InterruptedException {
        try (HttpClient http = client()) {
            Session session = session(http);
            Order order = order(session, login(session, account), names, replaced);
            try (var answers = new Answers(way)) {
                for (Authorization one : order.getAuthorizations()) authorize(one, way, answers);
            }
            order.execute(host);
            if (settled(order) != Status.VALID)
                throw new Refused("the authority gives no certificate"
                        + order.getError().map(AcmeServer::told).orElse(""));
            return List.copyOf(order.getCertificate().getCertificateChain());
        } catch (AcmeException | AcmeLazyLoadingException | AcmeProtocolException failed) {
            throw refused(failed);
        } catch (IOException failed) {
            throw new Refused(String.valueOf(failed.getMessage()), failed);
        }
    }

    @Override
    public Optional<Window> window(KeyPair account, X509Certificate certificate) throws Refused {
        try (HttpClient http = client()) {
            Session session = session(http);
            // Asked without a signature: any address does for the account.
            Login nobody = session.login(settings.authority().toURL(), account);
            RenewalInfo told = nobody.bindRenewalInfo(certificate);
            told.fetch();
            return Optional.of(new Window(told.getSuggestedWindowStart(), told.getSuggestedWindowEnd()));
        } catch (AcmeNotSupportedException none) {
            return Optional.empty();
        } catch (AcmeException | AcmeLazyLoadingException | AcmeProtocolException | IOException failed) {
            throw refused(failed);
        }
    }

    Optional<URI> terms() throws Refused {
        try (HttpClient http = client()) {
            return session(http).getMetadata().getTermsOfService();
        } catch (AcmeException | AcmeLazyLoadingException | AcmeProtocolException failed) {
            throw refused(failed);
        }
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(ANSWER)
                .sslContext(trust)
                .build();
    }

    private Session session(HttpClient http) {
        var session = new Session(settings.authority(), new OneProvider(http));
        session.networkSettings().setTimeout(ANSWER);
        session.setLocale(Locale.ENGLISH);
        return session;
    }

    /** An account that is there already is found by its key. */
    private Login login(Session session, KeyPair account) throws AcmeException {
        var builder = new AccountBuilder().useKeyPair(account).agreeToTermsOfService();
        settings.mail().ifPresent(builder::addEmail);
        return builder.createLogin(session);
    }

    private static Order order(Session session, Login login, List<String> names, Optional<X509Certificate> replaced)
            throws AcmeException {
        OrderBuilder order = login.newOrder().domains(names);
        boolean told = replaced.isPresent()
                && session.resourceUrlOptional(Resource.RENEWAL_INFO).isPresent();
        // RFC 9773 5: a renewal that is told as one is spared from most limits.
        if (told) order.replaces(replaced.get());
        return order.create();
    }

    private void authorize(Authorization authorization, Way way, Answers answers)
            throws AcmeException, IOException, Refused, InterruptedException {
        // One that an earlier order left behind may still be good.
        if (authorization.getStatus() == Status.VALID) return;
        String name = authorization.getIdentifier().getDomain();
        Challenge challenge = answers.to(authorization, name);
        challenge.trigger();
        if (settled(authorization) == Status.VALID) return;
        challenge.fetch();
        String why = challenge.getError().map(AcmeServer::told).orElse("");
        throw new Refused(
                switch (way) {
                    case HTTP ->
                        ("the authority did not find this server at http://%s%s; port 80 of that name has to lead to"
                                        + " acme.http")
                                .formatted(name, why);
                    case TLS ->
                        "the authority did not find this server at %s%s; port 443 of that name has to lead to https.listen"
                                .formatted(name, why);
                });
    }

    /** Asks at once, and then less and less often; not before the authority wants to be asked. */
    private static Status settled(PollableResource resource) throws AcmeException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Duration pause = Duration.ofMillis(100);
        while (true) {
            Optional<Instant> later = resource.fetch();
            Status status = resource.getStatus();
            if (status == Status.VALID || status == Status.INVALID || System.nanoTime() > deadline) return status;
            Duration told = later.map(it -> Duration.between(Instant.now(), it)).orElse(Duration.ZERO);
            Duration wait = told.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : told;
            TimeUnit.MILLISECONDS.sleep(Math.max(pause.toMillis(), wait.toMillis()));
            if (pause.compareTo(LONGEST_PAUSE) < 0) pause = pause.multipliedBy(2);
        }
    }

    private static String told(Problem problem) {
        return ": " + problem.getDetail().or(problem::getTitle).orElse(problem.toString());
    }

    /** In a sentence of ours where it is one of the usual, else in the authority's own. */
    private Refused refused(Exception failed) {
        String who = String.valueOf(settings.authority().getHost());
        return switch (failed) {
            case AcmeRateLimitedException limited ->
                new Refused(who + " was asked too often" + told(limited.getProblem()), limited.getRetryAfter(), failed);
            case AcmeUserActionRequiredException action ->
                new Refused(who + " has new terms of service: " + action.getInstance(), failed);
            case AcmeServerException said -> new Refused(who + " refuses" + told(said.getProblem()), failed);
            case AcmeNetworkException network ->
                new Refused(who + " cannot be reached: " + reason(network.getCause()), failed);
            default -> new Refused(who + " answers what is not ACME: " + reason(failed), failed);
        };
    }

    private static String reason(@Nullable Throwable failed) {
        if (failed == null) return "for no reason that it tells";
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }

    /** What the authority is shown while it looks; taken back when it has. */
    private final class Answers implements AutoCloseable {
        private final Way way;
        private final Optional<HttpDoor> door;
        private final List<String> shown = new ArrayList<>();

        Answers(Way way) throws IOException {
            this.way = way;
            door = way == Way.HTTP ? Optional.of(new HttpDoor(settings.http().orElseThrow())) : Optional.empty();
        }

        Challenge to(Authorization authorization, String name) throws Refused, IOException {
            return switch (way) {
                case HTTP -> {
                    Http01Challenge challenge = of(authorization, Http01Challenge.class);
                    door.orElseThrow().show(challenge.getToken(), challenge.getAuthorization());
                    yield challenge;
                }
                case TLS -> {
                    TlsAlpn01Challenge challenge = of(authorization, TlsAlpn01Challenge.class);
                    KeyPair keys = Kept.newKeys();
                    challenges.show(
                            name,
                            ChallengeCertificate.of(name, challenge.getAcmeValidation(), keys),
                            keys.getPrivate());
                    shown.add(name);
                    yield challenge;
                }
            };
        }

        private <C extends Challenge> C of(Authorization authorization, Class<C> kind) throws Refused {
            return authorization
                    .findChallenge(kind)
                    .orElseThrow(() ->
                            new Refused("the authority does not look by " + way + " whether this server is the one of "
                                    + authorization.getIdentifier().getDomain()));
        }

        @Override
        public void close() {
            shown.forEach(challenges::takeBack);
            door.ifPresent(HttpDoor::close);
        }
    }
}
