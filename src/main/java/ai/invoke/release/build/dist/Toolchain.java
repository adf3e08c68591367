package ai.invoke.release.build.dist;

import ai.invoke.release.build.python.BuildTool;
import ai.invoke.release.build.python.Python;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * What a build runs on.
 *
 * @param python the interpreter
 * @param installed without isolation the packages that take part and their versions
 * @param buildVersion the version of pypa/build that {@code build} will have
 * @param build provides pypa/build; asked only when there is something to build
 */
public record Toolchain(
        Python python, SortedMap<String, String> installed, String buildVersion, Supplier<BuildTool> build) {}
