package org.mailspan.format;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The MAPI properties that an attribute of TNEF holds (MS-OXTNEF 2.1.3.4), as far as a mail is made of them. */
final class TnefProperties {
    static final int BODY = 0x1000;
    static final int RTF_COMPRESSED = 0x1009;
    static final int BODY_HTML = 0x1013;
    static final int DISPLAY_NAME = 0x3001;
    static final int ATTACH_DATA = 0x3701;
    static final int ATTACH_FILENAME = 0x3704;
    static final int ATTACH_LONG_FILENAME = 0x3707;
    static final int ATTACH_MIME_TAG = 0x370E;
    static final int ATTACH_CONTENT_ID = 0x3712;
    static final int INTERNET_CPID = 0x3FDE;

    static final TnefProperties NONE = new TnefProperties();

    private static final int NAMED = 0x8000;
    private static final int SEVERAL = 0x1000;
    private static final int OBJECT = 0x0D;
    private static final int STRING = 0x1E;
    private static final int UNICODE = 0x1F;
    private static final int BINARY = 0x102;
    private static final int GUID = 16;

    private final Map<Integer, Value> values = new HashMap<>();

    private TnefProperties() {}

    /** The octets of a property, those of the first where it has several. */
    record Value(int type, TnefReader octets) {
        boolean isUnicode() {
            return type == UNICODE;
        }

        boolean isObject() {
            return type == OBJECT;
        }

        String text(String charset) {
            return isUnicode() ? octets.unicode() : octets.text(charset);
        }
    }

    /** Those that can be read: a type that no specification has ends them, since nobody knows its length. */
    static TnefProperties read(TnefReader in) {
        var properties = new TnefProperties();
        long count = in.number();
        for (long i = 0; i < count && in.left() > 4; i++) {
            int type = in.word();
            int id = in.word();
            if (id >= NAMED) name(in);
            Optional<Value> value = value(in, type);
            if (value.isEmpty()) break;
            properties.values.putIfAbsent(id, value.get());
        }
        return properties;
    }

    private static void name(TnefReader in) {
        in.skip(GUID);
        if (in.number() == 0) in.skip(4);
        else in.padded(in.number());
    }

    private static Optional<Value> value(TnefReader in, int propertyType) {
        int type = propertyType & ~SEVERAL;
        boolean several = propertyType != type;
        int width = width(type);
        if (width < 0) return Optional.empty();
        long count = several || width == 0 ? in.number() : 1;
        var first = Optional.<TnefReader>empty();
        for (long i = 0; i < count; i++) {
            TnefReader one = in.padded(width == 0 ? in.number() : width);
            if (first.isEmpty()) first = Optional.of(one);
        }
        return Optional.of(new Value(type, first.orElseGet(TnefReader::nothing)));
    }

    /** 0 where the octets tell, -1 of an unknown type: MS-OXCDATA 2.11.1. */
    private static int width(int type) {
        return switch (type) {
            case 0x02, 0x0B -> 2;
            case 0x03, 0x04, 0x0A -> 4;
            case 0x05, 0x06, 0x07, 0x14, 0x40 -> 8;
            case 0x48 -> GUID;
            case OBJECT, STRING, UNICODE, BINARY -> 0;
            default -> -1;
        };
    }

    Optional<Value> find(int id) {
        return Optional.ofNullable(values.get(id));
    }

    String text(int id, String charset) {
        return find(id).map(value -> value.text(charset)).orElse("");
    }

    Optional<Long> number(int id) {
        return find(id).filter(value -> value.octets.left() == 4)
                .map(value -> value.octets.again().number());
    }
}
