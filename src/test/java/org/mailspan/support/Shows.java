package org.mailspan.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The requirements that would be broken if this test failed, or any of this class, as in {@code MS-ASCMD_R4221
 * MS-ASCMD_R4222}: several may stand in one text.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Shows {
    String[] value();
}
