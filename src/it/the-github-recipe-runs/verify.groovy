import static org.assertj.core.api.Assertions.assertThat

import ai.invoke.release.digest.Sha256
import ai.invoke.release.http.FaultServer
import ai.invoke.release.it.DemoRepository
import ai.invoke.release.it.MavenLaunch
import ai.invoke.release.it.WorkflowRun
import ai.invoke.sandbox.github.TokenKind

def servers = context.get('servers')
def story = basedir.toPath()
def git = DemoRepository.in(story)
def head = git.git('rev-parse', 'HEAD')
def bin = MavenLaunch.in(story, localRepositoryPath.toPath(), story)
        .withProperties(story.resolve('services.properties')).asProgram(story.resolve('target/bin'))
def plan = story.resolve('target/ci/artifacts/release/release-plan.json')
def starts = []

// GitHub vouches for a job with id-token: write, and names the environment of the job.
def vouches = new FaultServer({ connection ->
    def query = connection.request().target()
    def of = query.endsWith('audience=testpypi') ? servers.testpypi() : servers.pypi()
    def environment = (query =~ /environment=(\w*)/)[0][1]
    connection.answer(200, '{"value":"' + of.identityToken('invoke-ai/Plain', 'release.yml', environment) + '"}')
} as FaultServer.Script)
def webhook = new FaultServer({ connection ->
    connection.request()
    connection.answer(204, '')
} as FaultServer.Script)

def service = new WorkflowRun.Service() {

    @Override
    void checkout(java.nio.file.Path workspace, int depth) {
        def from = git.remote().toUri().toString()
        def shallow = depth == 0 ? [] : ["--depth=${depth}".toString()]
        git.git(*(['clone', '--quiet', '--branch', 'v1.4.0', *shallow, '--config', 'core.autocrlf=false', from, workspace.toString()]))
    }

    @Override
    Map<String, String> starts(WorkflowRun.Job job) {
        starts << job.id()
        if (job.environment() == 'pypi') {
            // The reviewer has read the fingerprint in the summary of the run.
            assertThat(servers.state().path('pypi').path('plain-app')).isEmpty()
            def fingerprint = Sha256.of(plan).substring(0, 12)
            servers.github().review(7, 'approved', 'grace', 2, "looked at ${fingerprint}".toString(), 'pypi')
        }
        def variables = new TreeMap(WorkflowRun.variables('invoke-ai/Plain', 'v1.4.0', head, 'ada'))
        variables.put('PATH', bin.toString() + File.pathSeparator + System.getenv('PATH'))
        if (job.permissions().get('id-token') == 'write') {
            variables.put('ACTIONS_ID_TOKEN_REQUEST_URL',
                    vouches.uri("/token?environment=${job.environment()}&api-version=2".toString()).toString())
            variables.put('ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'request-proof')
        }
        return variables
    }

    @Override
    Map<String, String> context(WorkflowRun.Job job) {
        def kind = job.permissions().get('contents') == 'write' ? TokenKind.INSTALLATION : TokenKind.INSTALLATION_READ
        return ['github.token': servers.github().token(kind), 'github.ref': 'refs/tags/v1.4.0',
                'secrets.DISCORD_WEBHOOK': webhook.uri('/api/webhooks/1/very-secret').toString()]
    }

    @Override
    boolean leavesOut(String name) {
        // The story that follows the README does this.
        return name == 'Install the plugin'
    }
}
try {
    def runs = new WorkflowRun(story.resolve('.github/workflows'), story.resolve('target/ci'), service).run('release.yml')
    runs.each { assertThat(it.result()).as(it.job().id() + '\n' + it.log()).isEqualTo('success') }
    assertThat(starts).containsExactly('build/inputs', 'build/checks (3.11)', 'build/checks (3.12)', 'build/checks (3.13)',
            'build/build', 'build/smoke (windows-latest)', 'build/smoke (macos-latest)', 'testpypi', 'publish', 'announce')
    def job = runs.collectEntries { [it.job().id(), it] }

    // The job that builds has no credentials, and the jobs that publish build nothing.
    assertThat(job['build/build'].log()).doesNotContain('hidden from the programs')
    assertThat(job['build/build'].summary()).contains(Sha256.of(plan).substring(0, 12))
    assertThat(job['build/build'].outputs()).containsEntry('plan', Sha256.of(plan))
    ['testpypi', 'publish', 'announce'].each { assertThat(job[it].log()).doesNotContain('build-dist', 'smoke-test') }
    assertThat(job['build/smoke (macos-latest)'].log()).contains('BUILD SUCCESS').doesNotContain('not tried again')

    // Everything is out, by trusted publishing, approved by somebody else than the person who pushed the tag.
    def state = servers.state()
    assertThat(state.path('pypi').path('plain-app')).hasSize(2)
    assertThat(state.path('testpypi').path('plain-app')).hasSize(2)
    assertThat(state.path('github').toString()).contains('v1.4.0')
    assertThat(job['publish'].log()).contains('trusts this job')
    assertThat(webhook.received()).hasSize(1)
    def receipts = story.resolve('target/ci/artifacts/receipts')
    assertThat(receipts.resolve('receipt.json')).content().contains('grace')
    assertThat(receipts.resolve('journal.jsonl')).exists()

    def secrets = [servers.github().token(TokenKind.INSTALLATION), servers.github().token(TokenKind.INSTALLATION_READ), 'very-secret']
    // GitHub takes the lines out by which it is told what to mask.
    runs.each { assertThat(it.log().replaceAll(/(?m)^::add-mask::.*$/, '')).doesNotContain(secrets as CharSequence[]) }
} finally {
    webhook.close()
    vouches.close()
    servers.close()
}
return true
