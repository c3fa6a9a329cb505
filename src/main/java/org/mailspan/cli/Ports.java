package org.mailspan.cli;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;

/** Ports and addresses of this machine. */
final class Ports {
    private Ports() {}

    /** The first port from {@code wanted} on that nobody has. */
    static int free(String address, int wanted) throws IOException {
        for (int port = wanted; port < wanted + 100; port++) {
            try (var socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(address, port));
                return port;
            } catch (IOException taken) {
                // the next one, then
            }
        }
        throw new IOException("no port from " + wanted + " on is free");
    }

    /** IPv4, by which phones of the same network reach it. */
    static List<String> addressesOfThisMachine() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .filter(Ports::isUp)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback() && !network.isVirtual();
        } catch (SocketException gone) {
            return false;
        }
    }
}
