<?php

declare(strict_types=1);

namespace Drupal\Tests\nodejs_entity\Kernel;

use Drupal\content_translation\ContentTranslationManagerInterface;
use Drupal\Core\DependencyInjection\ContainerBuilder;
use Drupal\language\Entity\ConfigurableLanguage;
use Drupal\locale\StringDatabaseStorage;
use Drupal\node\Entity\Node;
use Drupal\node\NodeInterface;
use PHPUnit\Framework\Attributes\Group;
use PHPUnit\Framework\Attributes\RunTestsInSeparateProcesses;

/**
 * Whoever reads a translation gets that translation, whoever saves.
 *
 * @group nodejs_entity
 */
#[Group('nodejs_entity')]
#[RunTestsInSeparateProcesses]
final class LiveLanguageTest extends LiveTestBase {

  /**
   * {@inheritdoc}
   */
  protected static $modules = ['nodejs', 'nodejs_test', 'nodejs_entity', 'path_alias', 'system', 'user', 'node', 'field', 'text', 'filter', 'language', 'content_translation', 'locale'];

  /**
   * {@inheritdoc}
   */
  protected function setUp(): void {
    parent::setUp();
    $this->installConfig(['language']);
    $this->installSchema('locale', ['locales_location', 'locales_source', 'locales_target', 'locale_file']);
    foreach (['fr', 'ar'] as $langcode) {
      ConfigurableLanguage::createFromLangcode($langcode)->save();
    }
    $this->config('language.negotiation')->set('url.prefixes', ['en' => '', 'fr' => 'fr', 'ar' => 'ar'])->save();
    $this->container->get(ContentTranslationManagerInterface::class)->setEnabled('node', 'article', TRUE);
    $this->container->get('kernel')->rebuildContainer();
    $this->container = $this->container->get('kernel')->getContainer();
    $this->container->get('entity_display.repository')->getViewDisplay('node', 'article')->setThirdPartySetting('nodejs_entity', 'live', TRUE)->save();
    $this->container->get('state')->set('nodejs_test.word', TRUE);
    $storage = $this->container->get('locale.storage');
    self::assertInstanceOf(StringDatabaseStorage::class, $storage);
    $word = $storage->createString(['source' => 'Read more', 'context' => ''])->save();
    $storage->createTranslation(['lid' => $word->lid, 'language' => 'fr', 'translation' => 'Lire la suite'])->save();
    $this->beginRequest();
  }

  /**
   * {@inheritdoc}
   */
  public function register(ContainerBuilder $container): void {
    parent::register($container);
    // The address says the language, as on most sites.
    $container->setParameter('language.default_values', ['id' => 'en', 'name' => 'English', 'direction' => 'ltr', 'weight' => 0, 'locked' => 0]);
  }

  /**
   * What a visitor sees at an address of the site.
   */
  private function visit(string $path, NodeInterface $node): string {
    $this->speakAt($path);
    return $this->see($this->container->get('entity.repository')->getTranslationFromContext($node));
  }

  /**
   * Begins a request, in the language of its address.
   */
  private function speakAt(string $path): void {
    $this->beginRequest($path);
    $languages = $this->container->get('language_manager');
    $languages->reset();
    $this->container->get('string_translation')->setDefaultLangcode($languages->getCurrentLanguage()->getId());
  }

  public function testEachLanguageGetsItsOwn(): void {
    $node = Node::create(['type' => 'article', 'title' => 'Weather', 'langcode' => 'en']);
    $node->addTranslation('fr', ['title' => 'Le temps']);
    $node->save();
    $html = ['en' => $this->visit('/list', $node), 'fr' => $this->visit('/fr/list', $node), 'ar' => $this->visit('/ar/list', $node)];
    $this->assertStringContainsString('Read more', $html['en']);
    $this->assertStringContainsString('Lire la suite', $html['fr']);
    $channels = array_map(fn (string $html): string => $this->channels($html)[0], $html);
    $this->assertCount(3, array_unique($channels), 'An untranslated page in Arabic is one of its own.');

    // An editor saves in English.
    $this->speakAt('/node/1/edit');
    $this->server->listeners = array_fill_keys($channels, 1);
    $node->setTitle('Rain')->getTranslation('fr')->setTitle('La pluie');
    $node->save();
    $this->endRequest();
    $data = array_column($this->published(), 1, 0);
    foreach (['en' => ['Rain', 'Read more'], 'fr' => ['La pluie', 'Lire la suite'], 'ar' => ['Rain', 'Read more']] as $langcode => $words) {
      foreach ($words as $word) {
        $this->assertStringContainsString($word, $data[$channels[$langcode]]['html'], $langcode);
      }
    }
    $this->assertStringContainsString('href="/fr/node/1"', $data[$channels['fr']]['html']);
    $this->assertSame('en', $this->container->get('language_manager')->getCurrentLanguage()->getId(), 'What is done later is in the language of the request.');
    $this->assertSame('Read more', (string) t('Read more'));
  }

  public function testATranslationThatIsAddedOrGoesShows(): void {
    $node = Node::create(['type' => 'article', 'title' => 'Weather', 'langcode' => 'en']);
    $node->save();
    $html = $this->visit('/fr/list', $node);
    [$channel] = $this->channels($html);
    $this->assertStringContainsString('Weather', $html);
    $this->speakAt('/node/1/edit');
    $this->server->listeners = [$channel => 1];
    $node->addTranslation('fr', ['title' => 'Le temps'])->save();
    $this->endRequest();
    // Its pages are told to fetch it: what it depends on is more than before.
    $this->assertSame([$channel], array_column($this->published(), 0));
    $this->assertStringContainsString('Le temps', $this->fetch($channel)[1]['html']);
    $this->speakAt('/node/1/edit');
    $node->removeTranslation('fr');
    $node->save();
    $this->endRequest();
    $this->assertContains($channel, array_column($this->published(), 0));
    $this->assertStringContainsString('Weather', $this->fetch($channel)[1]['html']);
  }

  public function testARowInAnotherLanguageThanItsPageStaysInIt(): void {
    $node = Node::create(['type' => 'article', 'title' => 'Weather', 'langcode' => 'en']);
    $node->addTranslation('fr', ['title' => 'Le temps']);
    $node->save();
    $this->speakAt('/list');
    $build = $this->container->get('entity_type.manager')->getViewBuilder('node')->view($node, self::VIEW_MODE, 'fr');
    [$channel] = $this->channels((string) $this->container->get('renderer')->renderInIsolation($build));
    $this->server->listeners = [$channel => 1];
    $node->setTitle('Rain')->getTranslation('fr')->setTitle('La pluie');
    $node->save();
    $this->endRequest();
    $this->assertStringContainsString('La pluie', $this->published()[0][1]['html']);
  }

}
