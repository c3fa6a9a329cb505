package org.mailspan.cli.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;

/** What DNS has of a name, as this machine sees it. */
interface NameServers {
    /** Empty for a name that leads nowhere. */
    Set<String> addresses(String name);

    /** The hosts that a service is said to be at, {@code mail.example.org:443}; empty where nothing is said. */
    List<String> services(String name);

    NameServers OF_THIS_MACHINE = new NameServers() {
        @Override
        public Set<String> addresses(String name) {
            try {
                return Arrays.stream(InetAddress.getAllByName(name))
                        .map(InetAddress::getHostAddress)
                        .collect(Collectors.toCollection(TreeSet::new));
            } catch (UnknownHostException none) {
                return Set.of();
            }
        }

        // JNDI is the JDK's only way to ask for SRV; what is asked for is made of the owner's settings alone
        @Override
        @SuppressWarnings({"BanJNDI", "JdkObsolete"})
        public List<String> services(String name) {
            var environment = new Hashtable<String, String>();
            environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
            environment.put("com.sun.jndi.dns.timeout.initial", "2000");
            environment.put("com.sun.jndi.dns.timeout.retries", "2");
            var found = new ArrayList<String>();
            try {
                var dns = new InitialDirContext(environment);
                Attribute records =
                        dns.getAttributes(name, new String[] {"SRV"}).get("SRV");
                for (int i = 0; records != null && i < records.size(); i++)
                    found.add(service(String.valueOf(records.get(i))));
                dns.close();
            } catch (NamingException none) {
                return List.of();
            }
            return found;
        }

        // 0 0 443 mail.example.org., RFC 2782
        private static String service(String record) {
            String[] words = record.split(" ", 4);
            return words.length < 4 ? record : words[3].replaceFirst("\\.$", "") + ":" + words[2];
        }
    };
}
