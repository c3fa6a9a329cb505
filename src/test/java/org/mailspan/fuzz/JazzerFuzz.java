package org.mailspan.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The targets for Jazzer, which looks for inputs that go ways not gone before; see the package for how to run it. */
final class JazzerFuzz {
    static final List<String> BEFORE_TRUST = List.of("requestLine", "authorization", "autodiscover", "proxy", "wbxml");

    @MethodSource
    @FuzzTest
    void requestLine(byte[] input) throws Exception {
        Watched.read(Targets.named("requestLine"), input);
    }

    static Stream<Arguments> requestLine() {
        return seeds("requestLine");
    }

    @MethodSource
    @FuzzTest
    void authorization(byte[] input) throws Exception {
        Watched.read(Targets.named("authorization"), input);
    }

    static Stream<Arguments> authorization() {
        return seeds("authorization");
    }

    @MethodSource
    @FuzzTest
    void autodiscover(byte[] input) throws Exception {
        Watched.read(Targets.named("autodiscover"), input);
    }

    static Stream<Arguments> autodiscover() {
        return seeds("autodiscover");
    }

    @MethodSource
    @FuzzTest
    void proxy(byte[] input) throws Exception {
        Watched.read(Targets.named("proxy"), input);
    }

    static Stream<Arguments> proxy() {
        return seeds("proxy");
    }

    @MethodSource
    @FuzzTest
    void wbxml(byte[] input) throws Exception {
        Watched.read(Targets.named("wbxml"), input);
    }

    static Stream<Arguments> wbxml() {
        return seeds("wbxml");
    }

    @MethodSource
    @FuzzTest
    void command(byte[] input) throws Exception {
        Watched.read(Targets.named("command"), input);
    }

    static Stream<Arguments> command() {
        return seeds("command");
    }

    @MethodSource
    @FuzzTest
    void sieve(byte[] input) throws Exception {
        Watched.read(Targets.named("sieve"), input);
    }

    static Stream<Arguments> sieve() {
        return seeds("sieve");
    }

    @MethodSource
    @FuzzTest
    void imap(byte[] input) throws Exception {
        Watched.read(Targets.named("imap"), input);
    }

    static Stream<Arguments> imap() {
        return seeds("imap");
    }

    @MethodSource
    @FuzzTest
    void mime(byte[] input) throws Exception {
        Watched.read(Targets.named("mime"), input);
    }

    static Stream<Arguments> mime() {
        return seeds("mime");
    }

    @MethodSource
    @FuzzTest
    void compose(byte[] input) throws Exception {
        Watched.read(Targets.named("compose"), input);
    }

    static Stream<Arguments> compose() {
        return seeds("compose");
    }

    @MethodSource
    @FuzzTest
    void html(byte[] input) throws Exception {
        Watched.read(Targets.named("html"), input);
    }

    static Stream<Arguments> html() {
        return seeds("html");
    }

    @MethodSource
    @FuzzTest
    void calendar(byte[] input) throws Exception {
        Watched.read(Targets.named("calendar"), input);
    }

    static Stream<Arguments> calendar() {
        return seeds("calendar");
    }

    @MethodSource
    @FuzzTest
    void tnef(byte[] input) throws Exception {
        Watched.read(Targets.named("tnef"), input);
    }

    static Stream<Arguments> tnef() {
        return seeds("tnef");
    }

    @MethodSource
    @FuzzTest
    void rtf(byte[] input) throws Exception {
        Watched.read(Targets.named("rtf"), input);
    }

    static Stream<Arguments> rtf() {
        return seeds("rtf");
    }

    /** All that is read before anybody is trusted, chosen by the first octet: for a short run. */
    @MethodSource
    @FuzzTest
    void beforeTrust(byte[] input) throws Exception {
        if (input.length == 0) return;
        String target = BEFORE_TRUST.get(Byte.toUnsignedInt(input[0]) % BEFORE_TRUST.size());
        Watched.read(Targets.named(target), Arrays.copyOfRange(input, 1, input.length));
    }

    static Stream<Arguments> beforeTrust() {
        return BEFORE_TRUST.stream()
                .flatMap(target -> Targets.named(target).seeds().get().stream()
                        .map(seed -> Arguments.of((Object) behind(BEFORE_TRUST.indexOf(target), seed))));
    }

    private static byte[] behind(int first, byte[] seed) {
        byte[] input = new byte[seed.length + 1];
        input[0] = (byte) first;
        System.arraycopy(seed, 0, input, 1, seed.length);
        return input;
    }

    private static Stream<Arguments> seeds(String target) {
        return Targets.named(target).seeds().get().stream().map(Arguments::of);
    }
}
