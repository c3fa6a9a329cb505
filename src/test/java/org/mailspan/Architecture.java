package org.mailspan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the packages say that they import (the {@code Imports:} line of each package-info) and what their class files use.
 * Our packages are named without {@code org.mailspan}, with dots; the root package is {@code root}.
 */
record Architecture(Map<String, Set<String>> declared, Map<String, Set<Use>> uses) {
    private static final String OURS = "org/mailspan/";
    private static final Pattern IMPORTS = Pattern.compile("Imports: ([^<]*?)\\.?\\s*(?:\\*\\s*<|\\*\\s*\\n|\\*/)");
    /** Types in descriptors and generic signatures: a record's component may stand nowhere else. */
    private static final Pattern TYPE = Pattern.compile("(?<![\\w/])L([a-z][\\w$]*(?:/[\\w$]+)+)[;<]");

    /** That a class of ours mentions another class, both by their internal names. */
    record Use(String by, String of) implements Comparable<Use> {
        @Override
        public int compareTo(Use other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return by.replace('/', '.') + " uses " + of.replace('/', '.');
        }
    }

    static Architecture read(Path sources, Path classes) throws IOException {
        var declared = new TreeMap<String, Set<String>>();
        for (Path info : under(sources.resolve(OURS), "package-info.java")) {
            var line = IMPORTS.matcher(Files.readString(info));
            String here = ourPackage(sources.relativize(info).toString());
            if (line.find()) declared.put(here, names(line.group(1)));
        }
        var uses = new TreeMap<String, Set<Use>>();
        for (Path file : under(classes.resolve(OURS), ".class")) {
            ClassModel model = ClassFile.of().parse(file);
            String name = model.thisClass().asInternalName();
            if (isFrom(sources, model) && !name.endsWith("package-info"))
                uses.computeIfAbsent(ourPackage(name), _ -> new TreeSet<>()).addAll(usesOf(name, model));
        }
        return new Architecture(declared, uses);
    }

    /** Packages with classes, but without a package-info that has an Imports line. */
    List<String> undeclared() {
        return uses.keySet().stream().filter(p -> !declared.containsKey(p)).toList();
    }

    /** Imports lines that name what is not there. */
    List<String> unknown() {
        var wrong = new ArrayList<String>();
        declared.forEach((here, imports) -> imports.stream()
                .filter(there -> !there.equals("everything") && !declared.containsKey(there))
                .forEach(there -> wrong.add(here + " may import " + there + ", which has no package-info")));
        return wrong;
    }

    /** Uses of our own packages that the Imports line does not allow. */
    List<String> trespasses() {
        var wrong = new ArrayList<String>();
        uses.forEach((here, all) -> all.stream()
                .filter(use -> declared.containsKey(here) && isOurs(use, here))
                .filter(use -> !mayImport(here, ourPackage(use.of())))
                .forEach(
                        use -> wrong.add(use + ", but " + here + " imports " + declared.getOrDefault(here, Set.of()))));
        return wrong;
    }

    /** Packages that are reached from themselves, by what they may import or by what they do. */
    List<String> circles() {
        var wrong = new ArrayList<String>();
        for (String start : uses.keySet()) {
            var open = new ArrayDeque<>(importsOf(start));
            var seen = new TreeSet<String>();
            while (!open.isEmpty()) {
                String there = open.pop();
                if (there.equals(start)) wrong.add(start + " is reached from itself through " + seen);
                else if (seen.add(there)) open.addAll(importsOf(there));
            }
        }
        return wrong;
    }

    /** Uses of a library outside the packages that may know it. */
    List<String> outside(Set<String> libraries, Set<String> home) {
        return uses.entrySet().stream()
                .filter(packageUses -> !home.contains(packageUses.getKey()))
                .flatMap(packageUses -> packageUses.getValue().stream())
                .filter(use -> libraries.stream().anyMatch(l -> use.of().startsWith(l.replace('.', '/') + "/")))
                .map(use -> use + ", which only " + home + " may")
                .toList();
    }

    /** A use of another package of ours. */
    private static boolean isOurs(Use use, String here) {
        return use.of().startsWith(OURS) && !ourPackage(use.of()).equals(here);
    }

    private boolean mayImport(String here, String there) {
        Set<String> imports = declared.getOrDefault(here, Set.of());
        return imports.contains(there) || (here.equals("root") && imports.contains("everything"));
    }

    private Set<String> importsOf(String here) {
        var all = new TreeSet<>(declared.getOrDefault(here, Set.of()));
        for (Use use : uses.getOrDefault(here, Set.of())) if (isOurs(use, here)) all.add(ourPackage(use.of()));
        all.remove("everything");
        return all;
    }

    private static Set<Use> usesOf(String name, ClassModel model) {
        var uses = new TreeSet<Use>();
        for (var entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry c
                when !c.asInternalName().startsWith("[") -> uses.add(new Use(name, c.asInternalName()));
                case Utf8Entry text ->
                    TYPE.matcher(text.stringValue()).results().forEach(t -> uses.add(new Use(name, t.group(1))));
                default -> {}
            }
        }
        return uses;
    }

    /** Test classes may lie in the same directory; they may use what they like. */
    private static boolean isFrom(Path sources, ClassModel model) {
        String name = model.thisClass().asInternalName();
        return model.findAttribute(Attributes.sourceFile())
                .map(file ->
                        sources.resolve(name).resolveSibling(file.sourceFile().stringValue()))
                .filter(Files::exists)
                .isPresent();
    }

    private static String ourPackage(String file) {
        String name = file.startsWith(OURS) ? file.substring(OURS.length()) : file;
        int end = name.lastIndexOf('/');
        return end < 0 ? "root" : name.substring(0, end).replace('/', '.');
    }

    private static Set<String> names(String list) {
        return Stream.of(list.split("[,\\s*]+"))
                .filter(name -> !name.isEmpty() && !name.equals("nothing"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Path> under(Path directory, String ending) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
