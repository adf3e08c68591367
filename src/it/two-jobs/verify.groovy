import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.digest.Sha256
import ai.invoke.release.it.DemoRepository
import ai.invoke.release.it.MavenLaunch
import java.nio.file.Files

def servers = context.get('servers')
def story = basedir.toPath()
def options = new Properties()
new File(basedir, 'test.properties').withInputStream { options.load(it) }
def properties = options.collect { "-D${it.key}=${it.value}".toString() }
def writes = { servers.log().entries().findAll { it.method() != 'GET' && it.method() != 'HEAD' } }
def repository = DemoRepository.in(story)
def clone = { name ->
    def folder = story.resolve(name)
    repository.git('clone', '--quiet', '--config', 'core.autocrlf=false', repository.remote().toString(), folder.toString())
    DemoRepository.in(folder).git('checkout', '--quiet', 'v1.4.0')
    return folder
}
def launch = { folder -> MavenLaunch.in(story, localRepositoryPath.toPath(), folder)
        .with('PYPI_TOKEN', servers.pypi().token()).with('GITHUB_TOKEN', servers.github().token()) }
def publish = ['invokeai-release:preflight', 'invokeai-release:draft-github-release', 'invokeai-release:publish-indexes',
        'invokeai-release:publish-github-release']
try {
    // 1. The job without credentials has built; a person approves what it made.
    def plan = story.resolve('target/release/release-plan.json')
    def sha256 = Sha256.of(plan)
    def approved = MavenLaunch.in(story, localRepositoryPath.toPath(), story).run(story.resolve('approved.log'),
            'invokeai-release:approve', "-Dinvokeai.fingerprint=${sha256.substring(0, 12)}".toString(), '-Dinvokeai.approver=Ada')
    assertThat(approved.code()).as(approved.log()).isZero()

    // 2. The folder goes to another clone, another user's by its permissions.
    def there = clone('publishing job')
    def copied = ['sh', '-c', 'umask 077 && mkdir -p "$1" && cp -R "$0/." "$1"', story.resolve('target/release').toString(),
            there.resolve('target/release').toString()].execute()
    assertThat(copied.waitFor()).isZero()
    def job = launch(there).umask('077').with('CI', 'true')

    // 3. In CI twelve digits are not enough, and the digest of another plan stops everything before anything is asked.
    def short12 = job.run(story.resolve('short.log'), *properties, "-Dinvokeai.fingerprint=${sha256.substring(0, 12)}".toString(), *publish)
    assertThat(short12.code()).isNotZero()
    assertThat(short12.log()).contains('in CI invokeai.fingerprint takes all 64 digits')
    def other = job.run(story.resolve('other.log'), *properties, '-Dinvokeai.fingerprint=' + '0' * 64, *publish)
    assertThat(other.code()).isNotZero()
    assertThat(other.log()).contains('the plan is not the one that was handed over', sha256)
    def weaker = job.run(story.resolve('weaker.log'), *properties, "-Dinvokeai.fingerprint=${sha256}".toString(),
            '-Dinvokeai.approvalKind=signed', *publish)
    assertThat(weaker.code()).isNotZero()
    assertThat(weaker.log()).contains('the plan asks for approvals of the kind typed, the POM for signed')
    assertThat(servers.log().entries()).isEmpty()

    // 4. The right one, and nothing is built here.
    def done = job.run(story.resolve('done.log'), *properties, "-Dinvokeai.fingerprint=${sha256}".toString(), *publish)
    assertThat(done.code()).as(done.log()).isZero()
    assertThat(done.log()).contains('evidence: ', 'BUILD SUCCESS').doesNotContain('build-dist', 'trust: this job has built')
    assertThat(servers.state().path('pypi').path('plain-app')).hasSize(2)
    assertThat(Sha256.of(there.resolve('target/release/release-plan.json'))).isEqualTo(sha256)

    // 5. A backend leaves a process behind that approves the plan as soon as it is there. In the session that ran it nobody
    // believes that.
    def evil = clone('a backend that approves')
    def edit = DemoRepository.in(evil)
    def project = evil.resolve('pyproject.toml')
    edit.write('pyproject.toml', Files.readString(project).replace('build-backend = "setuptools.build_meta"',
            'build-backend = "approving"\nbackend-path = ["backend"]'))
    edit.write('backend/approving.py', '''\
        import subprocess, sys
        from setuptools import build_meta as _real
        from setuptools.build_meta import *

        _WAIT = """
        import hashlib, json, os, time
        folder = "@FOLDER@/target/release"
        end = time.time() + 240
        while time.time() < end:
            if os.path.exists(folder + "/release-plan.json"):
                digest = hashlib.sha256(open(folder + "/release-plan.json", "rb").read()).hexdigest()
                os.makedirs(folder + "/approvals", exist_ok=True)
                with open(folder + "/approvals/0001-%s-approved.json" % digest[:12], "w") as out:
                    json.dump({"approver": "Release Manager", "at": "2026-01-01T00:00:00Z", "decision": "approved",
                               "fingerprint": digest[:12], "planSha256": digest, "schemaVersion": 1}, out)
                break
            time.sleep(0.02)
        """


        def build_sdist(directory, settings=None):
            subprocess.Popen([sys.executable, "-S", "-c", _WAIT], env={}, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, cwd="/")
            return _real.build_sdist(directory, settings)
        '''.stripIndent().replace('@FOLDER@', evil.toString()))
    edit.commit('A backend of our own')
    edit.git('tag', '-f', 'v1.4.0')
    def before = writes().size()
    def caught = launch(evil).run(story.resolve('caught.log'), *properties, 'deploy')
    assertThat(caught.code()).isNotZero()
    assertThat(caught.log())
            .contains('the approval of Release Manager in 0001-', 'it was not there when this Maven session began')
    assertThat(writes()).hasSize(before)
} finally {
    servers.close()
}
return true
