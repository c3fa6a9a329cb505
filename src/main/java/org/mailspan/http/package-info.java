/**
 * The only package that knows HTTP: sockets, requests, answers. Undertow stays in here.
 *
 * <p>In: octets from phones. Out: a {@link org.mailspan.command.Call} to a command, its {@link
 * org.mailspan.command.Reply} as octets, and one {@link org.mailspan.event.Event} for each request. {@link
 * org.mailspan.http.HttpServer} listens and stops, {@link org.mailspan.http.EasEndpoint} is one straight line: login
 * (401), request line and headers (400, 501); {@code Serving} goes on with {@link org.mailspan.http.Gate}, body (413, 415,
 * 400), command, answer.
 *
 * <p>Decisions:
 *
 * <ul>
 *   <li>Virtual threads that block, and none of Undertow's streams: an open stream costs a held request 40 KB,
 *       and XNIO's blocking waits open a selector for every thread. {@code Wire} waits on the I/O thread's signal
 *       instead; what a channel has to be told goes through {@code Wire.hand} (TLS channels are not made for two
 *       threads). HTTP/1.1 only: Undertow cuts long polls over HTTP/2 when idle time is bounded.
 *   <li>A request is a few steps ({@code Step}), each on a virtual thread of its own: its login, its command, and one
 *       more for each time that it waited. A thread keeps a piece of stack for each depth at which it was parked, and
 *       what judged a request would lie below its wait: that was 17 KB of the 25 that each of a thousand Pings had in
 *       use when they came at one moment, and is 3 of 9.
 *   <li>A login is nobody's turn, since it may be a stranger's; from then on requests work in turns ({@code Turns}). Where
 *       a thousand Pings came at one moment and each worked a little at a time, the process grew by 36 KB for each
 *       although 9 were in use afterwards; in turns it grows by 14.
 *   <li>An exchange ends on its I/O thread ({@code Wire.finish}), or that thread spins meanwhile: two thirds
 *       of the samples of a profile with small requests were that, on two cores. They took 0.13 to 0.17 ms of CPU each,
 *       now 0.09 to 0.11.
 *   <li>Buffers of 4 KB for heads, of 17 KB for records of TLS, and none for bodies, which go straight to their place
 *       in the heap. The listeners are put together by hand, since {@code Undertow.builder()} leaves TLS with a pool
 *       that keeps buffers for each thread only: with it the server grew by 80 MB more over 84,000 requests. Large
 *       answers and uploads cost the same CPU as with buffers of 16 KB.
 *   <li>The login comes before everything that depends on the request, so a stranger learns only that one is needed;
 *       then no body is read before it either. A small unread body (64 KiB, 2 s) is taken in so that the connection
 *       lives on, anything else is answered with {@code Connection: close} and a short wait, or the client would see a
 *       reset instead.
 *   <li>Where a request comes from is what limits, log and bans go by: the connection's other end, or whom a proxy that
 *       its owner named ({@code Proxies}) says it speaks for, by X-Forwarded-For or the PROXY protocol. Whatever anybody
 *       else says of himself is as if it were not there; what a named proxy says and is no address is refused. Forwarded
 *       (RFC 7239) is not read: where a proxy sets one of the two headers and passes on the other, a client could choose
 *       which is believed.
 *   <li>Who guesses is told 503, since 401 would have a phone ask its user for another password; a password of another
 *       device is 401, since one of its own is just what it needs.
 *   <li>Bounds are our own and not Undertow's, which cuts where a 413 is due: one body, all bodies together, requests,
 *       time by octets received, time without an octet taken. {@code HttpLimits} has them all.
 *   <li>Nobody takes what is for all ({@code InFlight}, {@code BodyMemory}, {@code Crowds}): requests in flight are
 *       counted for each account and device, those that are not logged in for each address and in whole, large bodies
 *       for each account, connections for each address. Who has his share gets 503 with Retry-After, which every phone
 *       understands whatever its command; who has too many connections gets none. Addresses are counted before the login
 *       alone, and generously, since a carrier has thousands of phones behind one; this machine and proxies that are
 *       believed are not counted. 10,000 held Pings of 1,000 accounts go into a heap of 320 MB.
 *   <li>gzip is unpacked by {@code Gunzip}: Java's stream goes one call deeper for each empty member.
 *   <li>Never 500 (quirk A10). What is the client's fault is 4xx; what is the host's or ours is 503 with Retry-After,
 *       with an id that also stands in the log. A full mailbox that no command spoke of is 507 (MS-ASHTTP 2.2.2.1.1). A
 *       password that the host refuses in the middle of a request is 503: the next login asks the host and knows
 *       whether it is 401.
 *   <li>Unknown commands are 501 (MS-ASHTTP_R186), versions that are not spoken, or missing in the text form, 400
 *       (MS-ASHTTP_R188). OPTIONS needs a login (MS-ASHTTP_R2371): phones test a new password with it.
 *   <li>Elements of no code page, or of a page that nobody knows, are ignored by all commands; the log names them once
 *       for each device and command, since a phone sends them each time.
 *   <li>MS-Server-ActiveSync holds the newest version, as other servers in the field do; its content is
 *       implementation-specific (MS-ASHTTP_R222).
 *   <li>X-MS-RP is not sent with FolderSync of key 0 although MS-ASHTTP_R1104 would like it: Gmail sends that key at
 *       every refresh by hand (quirk D8), and the header makes a client load everything anew, which law 4 forbids.
 *   <li>Answers are packed from 1 KiB on, at the fastest level; parts and attachments never, since most of them are
 *       packed already. Parts are gathered first, in memory or in a temporary file, because their table needs true
 *       sizes; an attachment goes out chunked once 64 KiB of it have come (quirk A11).
 *   <li>A document with texts in files is written, and packed, on its way out, and goes out chunked once 64 KiB of it are
 *       there: 50 MB of it take less than 1 MB of heap. What breaks off then has no end, neither as chunks nor as gzip.
 *   <li>A trace, if somebody wants one, hears a request when it is read and its answer before the first octet goes out:
 *       after that the device's next request may be quicker.
 *   <li>A request is watched for its client's hanging up only if its command may wait; that uses inner parts of
 *       Undertow, so {@code HeldTest} has to pass with every new version of it.
 *   <li>A stop answers what is held and what runs and refuses the rest by 503; it goes on listening meanwhile, since
 *       Undertow cuts the connections of a listener that is suspended.
 *   <li>Handshakes that have not ended are few at one time, and none for longer than a head may take ({@code
 *       Handshakes}). Where there are more, the network with most of them loses its oldest: with the oldest of all, who
 *       begins thousands pushed out the phones of everyone else. Nothing of a connection that went is kept, not even
 *       what would have ended it later. Bounds for each network alone would cut whole offices, which phones reach from
 *       behind one address.
 *   <li>What is shown and believed in a handshake is {@link org.mailspan.http.tls}. A phone's certificate is looked at again
 *       with each request ({@code PhoneLogins}), since a connection lives for days; where phones show one, a handshake
 *       without any is completed (MS-ASHTTP_R1417), and every path of every listener is 403 then, plain HTTP too. A browser
 *       is told to stay with HTTPS.
 * </ul>
 *
 * <p>{@link org.mailspan.http.Autodiscover} is the other thing that is served: the address of this server, to phones that
 * know only the user's. Where that is, its owner says, or the certificate does; the Host header, which a stranger writes, does
 * not. What is answered before a login is the same for everyone.
 *
 * <p>Imports: backend, command, event, http.tls, protocol, push, trace, wbxml
 */
@NullMarked
package org.mailspan.http;

import org.jspecify.annotations.NullMarked;
