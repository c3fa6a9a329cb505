Mailspan's jar carries these libraries, unchanged but for files that a running program does not need. Where a library
leaves the choice between licences, Mailspan takes the first of Apache-2.0, BSD-3-Clause, EPL-2.0 and MPL-1.1 that is
offered.

The texts lie in this jar: META-INF/LICENSE (Apache-2.0), META-INF/LICENSE.md (EPL-2.0, BSD-3-Clause of the Eclipse
projects, Bouncy Castle), META-INF/LICENSE.txt (MIT of SLF4J, Apache-2.0), META-INF/jsoup/LICENSE (MIT),
META-INF/ical4j/LICENSE (BSD-3-Clause) and META-INF/maven/org.xerial/sqlite-jdbc; notices in META-INF/NOTICE.md and
META-INF/NOTICE.txt. MPL-1.1 is at https://www.mozilla.org/MPL/1.1/. The source of each library is published by its
project, at the address below its name.

<#list dependencyMap as entry>
<#assign library = entry.getKey()>
${library.groupId}:${library.artifactId}:${library.version}
    <#list entry.getValue() as licence>${licence}<#sep> or </#list>
    ${library.url!"-"}
</#list>
