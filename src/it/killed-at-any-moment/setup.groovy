import ai.invoke.release.it.DemoRepository

def sources = new File(basedir, '../../../src/it/projects/demo').toPath()
def tag = 'v' + DemoRepository.VERSION
def repository = DemoRepository.create(sources, basedir.toPath()).tag(tag)
// They run in this JVM until verify.groovy stops them, and die with it in any case.
context.put('servers', repository.startServices('invoke-ai/InvokeAI-Demo', tag))
return true
