/**
 * How each kind of CI vouches for a job: GitHub Actions and Google Cloud answer a request, GitLab has a variable, CircleCI and Buildkite
 * a program. Knows nothing of indexes or uploads.
 */
@NullMarked
package ai.invoke.release.pypi.trust.identity;

import org.jspecify.annotations.NullMarked;
