package org.mailspan.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals mail passwords: AES-256-GCM with the account's id as what must agree, so that a sealed password cannot be put
 * beside another account. The key lies in a file that a copy of the database does not have.
 *
 * <p>Arrays that held a password or the key are wiped. The strings that a request brings and that the mail libraries
 * want cannot be: they live until the collector comes.
 */
public final class MailKey {
    private static final byte VERSION = 1;
    static final int LENGTH = 32;

    private static final int NAME = 4;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    /** By which a password that another key sealed is told from one that was tampered with. */
    private final byte[] name;

    /** @param octets {@value #LENGTH} */
    MailKey(byte[] octets) {
        key = new SecretKeySpec(octets, "AES");
        name = named(octets);
    }

    /** What is wrong with a key, and what helps, in a message for people. */
    public static final class Unusable extends IOException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    private static byte[] named(byte[] octets) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update("mailspan key name".getBytes(UTF_8));
            return Arrays.copyOf(digest.digest(octets), NAME);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Whether it was this key that sealed, as far as its name tells. */
    boolean sealed(byte[] sealed) {
        return sealed.length > NAME && MessageDigest.isEqual(name, Arrays.copyOfRange(sealed, 1, 1 + NAME));
    }

    /** Never the same twice. */
    public byte[] seal(String account, String password) {
        var nonce = new byte[NONCE];
        new SecureRandom().nextBytes(nonce);
        byte[] clear = password.getBytes(UTF_8);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, account, nonce).doFinal(clear);
            return ByteBuffer.allocate(1 + NAME + NONCE + sealed.length)
                    .put(VERSION)
                    .put(name)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    /** @throws Unusable if it was sealed with another key, for another account, or tampered with */
    public String open(String account, byte[] sealed) throws Unusable {
        if (sealed.length < 1 + NAME + NONCE || sealed[0] != VERSION)
            throw new Unusable(
                    "the mail password of " + account + " is damaged; mailspan password renew stores it anew");
        if (!MessageDigest.isEqual(name, Arrays.copyOfRange(sealed, 1, 1 + NAME)))
            throw new Unusable("the mail password of " + account
                    + " was sealed with another key than this; put that in its place, or store it anew: mailspan"
                    + " password renew");
        int at = 1 + NAME;
        byte[] clear = {};
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, account, Arrays.copyOfRange(sealed, at, at + NONCE));
            clear = cipher.doFinal(sealed, at + NONCE, sealed.length - at - NONCE);
            return new String(clear, UTF_8);
        } catch (AEADBadTagException tampered) {
            throw new Unusable(
                    "the mail password of " + account + " is damaged; mailspan password renew stores it anew");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }

    private Cipher cipher(int mode, String account, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(("mailspan mail password\0" + account).getBytes(UTF_8));
        return cipher;
    }
}
