import ai.invoke.release.it.DemoRepository

DemoRepository.create(new File(basedir, '../../../src/it/projects/plain').toPath(), basedir.toPath()).tag('v1.4.0')
return true
