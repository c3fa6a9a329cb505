package org.mailspan.http;

import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/** The XML of Autodiscover, MS-ASCMD 2.2.1.1: the one place where a phone speaks XML instead of WBXML. */
final class AutodiscoverXml {
    private static final String RESPONSE = "http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006";
    private static final String MOBILE_SYNC =
            "http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006";

    /** What a request has, and as much again. */
    private static final int MOST_ELEMENTS = 20;

    private AutodiscoverXml() {}

    sealed interface Asked {
        record MobileSync() implements Asked {}

        /** Outlook on a desktop asks for settings of MAPI: it has to be told that there are none, or it asks again. */
        record OtherSchema() implements Asked {}

        record Malformed() implements Asked {}
    }

    /** Only the schema matters: for whom is asked says the login. No DTD, no entity of its own, nothing from elsewhere. */
    static Asked read(byte[] request) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing is fetched");
        });
        try {
            String schema = schema(factory.createXMLStreamReader(new StringReader(text(request))));
            if (schema.isEmpty()) return new Asked.Malformed();
            return schema.equals(MOBILE_SYNC) ? new Asked.MobileSync() : new Asked.OtherSchema();
        } catch (XMLStreamException | RuntimeException broken) {
            return new Asked.Malformed();
        }
    }

    /** Decoded here: where octets are no UTF-8, the JDK's parser would write a line of its own to standard error. */
    private static String text(byte[] request) {
        String text = new String(request, StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static String schema(XMLStreamReader in) throws XMLStreamException {
        String schema = "";
        int elements = 0;
        while (in.hasNext()) {
            if (in.next() != XMLStreamReader.START_ELEMENT) continue;
            boolean expected = elements > 0 || in.getLocalName().equals("Autodiscover");
            if (!expected || ++elements > MOST_ELEMENTS) throw new XMLStreamException("another document");
            if (in.getLocalName().equals("AcceptableResponseSchema"))
                schema = in.getElementText().strip();
        }
        return schema;
    }

    static byte[] mobileSync(String displayName, String address, String url) {
        return document(out -> {
            out.writeStartElement("Response");
            out.writeDefaultNamespace(MOBILE_SYNC);
            text(out, "Culture", "en:us");
            out.writeStartElement("User");
            text(out, "DisplayName", displayName.isEmpty() ? address : displayName);
            text(out, "EMailAddress", address);
            out.writeEndElement();
            out.writeStartElement("Action");
            out.writeStartElement("Settings");
            out.writeStartElement("Server");
            text(out, "Type", "MobileSync");
            text(out, "Url", url);
            text(out, "Name", url);
            for (int open = 0; open < 4; open++) out.writeEndElement();
        });
    }

    /** @param code 600 for a request that is none, 601 for a schema that is not spoken */
    static byte[] error(int code, String message) {
        return document(out -> {
            out.writeStartElement("Response");
            out.writeStartElement("Error");
            out.writeAttribute("Time", DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.now(ZoneOffset.UTC)));
            out.writeAttribute("Id", "0");
            text(out, "ErrorCode", Integer.toString(code));
            text(out, "Message", message);
            out.writeEmptyElement("DebugData");
            out.writeEndElement();
            out.writeEndElement();
        });
    }

    private interface Content {
        void to(XMLStreamWriter out) throws XMLStreamException;
    }

    private static byte[] document(Content content) {
        var octets = new ByteArrayOutputStream();
        try {
            XMLStreamWriter out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(octets, "utf-8");
            out.writeStartDocument("utf-8", "1.0");
            out.writeStartElement("Autodiscover");
            out.writeDefaultNamespace(RESPONSE);
            content.to(out);
            out.writeEndElement();
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException("an answer of our own cannot be written", impossible);
        }
        return octets.toByteArray();
    }

    private static void text(XMLStreamWriter out, String name, String text) throws XMLStreamException {
        out.writeStartElement(name);
        out.writeCharacters(text);
        out.writeEndElement();
    }
}
