package ai.invoke.release.documentation;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The goals as their annotations declare them; these have no retention at run time, so they are read from the bytecode. */
final class GoalCatalogue {

    private static final String PACKAGE = "ai.invoke.release.mojo";

    private final Map<String, Goal> goals = new TreeMap<>();

    /**
     * A goal.
     *
     * @param name as on the command line
     * @param phase its default phase in Maven's spelling, or empty
     * @param requiresProject whether it needs a POM
     * @param parameters by name; what Maven fills in itself is not among them
     */
    record Goal(String name, Optional<String> phase, boolean requiresProject, Map<String, Parameter> parameters) {}

    /**
     * A parameter.
     *
     * @param property its user property, or empty
     * @param type of the field, with what a list or map holds
     */
    record Parameter(Optional<String> property, Type type) {

        /** What may stand inside its element; empty when anything may. */
        Optional<Set<String>> fieldsOfEachElement() {
            Class<?> element = element();
            return element.getPackageName().startsWith(PACKAGE) ? Optional.of(fields(element)) : Optional.empty();
        }

        boolean isCollection() {
            return type instanceof ParameterizedType generic
                    && Collection.class.isAssignableFrom((Class<?>) generic.getRawType());
        }

        private Class<?> element() {
            Type one = type instanceof ParameterizedType generic
                    ? generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1]
                    : type;
            return one instanceof Class<?> plain ? plain : Object.class;
        }
    }

    GoalCatalogue() {
        // What the fields' types are made of does not matter here.
        JavaClasses types = ArchConfiguration.withThreadLocalScope(configuration -> {
            configuration.setResolveMissingDependenciesFromClassPath(false);
            return new ClassFileImporter().importPackages(PACKAGE);
        });
        for (JavaClass type : types) {
            type.getAnnotations().stream()
                    .filter(annotation ->
                            annotation.getRawType().getSimpleName().equals("Mojo"))
                    .forEach(annotation -> goals.put(text(annotation, "name").orElseThrow(), goal(type, annotation)));
        }
        // Generated, and so there only when Maven has compiled.
        goals.remove("help");
    }

    private static Goal goal(JavaClass type, JavaAnnotation<?> mojo) {
        Map<String, Parameter> parameters = new TreeMap<>();
        for (JavaField field : type.getAllFields()) {
            field.getAnnotations().stream()
                    .filter(annotation ->
                            annotation.getRawType().getSimpleName().equals("Parameter"))
                    .filter(annotation -> !annotation.get("readonly").equals(Optional.of(true)))
                    .forEach(annotation -> parameters.put(
                            text(annotation, "name").orElse(field.getName()),
                            new Parameter(text(annotation, "property"), type(field))));
        }
        return new Goal(
                text(mojo, "name").orElseThrow(),
                mojo.get("defaultPhase")
                        .map(phase -> ((JavaEnumConstant) phase).name())
                        .filter(phase -> !phase.equals("NONE"))
                        .map(phase -> phase.toLowerCase(java.util.Locale.ROOT).replace('_', '-')),
                !mojo.get("requiresProject").equals(Optional.of(false)),
                parameters);
    }

    private static Optional<String> text(JavaAnnotation<?> annotation, String name) {
        return annotation.get(name).map(Object::toString).filter(value -> !value.isEmpty());
    }

    private static Type type(JavaField field) {
        return field.reflect().getGenericType();
    }

    private static Set<String> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(Field::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The goals by name, without {@code help}, which is generated. */
    Map<String, Goal> goals() {
        return goals;
    }

    /** Every user property of the given goals, with the one that skips each. */
    static Set<String> properties(Collection<Goal> goals) {
        return goals.stream()
                .flatMap(goal -> Stream.concat(
                        Stream.of("invokeai." + goal.name() + ".skip"),
                        goal.parameters().values().stream().flatMap(parameter -> parameter.property().stream())))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every user property. */
    Set<String> properties() {
        return properties(goals.values());
    }
}
