<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\Core\Language\LanguageInterface;
use Drupal\Core\Language\LanguageManagerInterface;
use Drupal\Core\StringTranslation\TranslationManager;
use Drupal\language\ConfigurableLanguageManagerInterface;
use Drupal\language\LanguageNegotiatorInterface;

/**
 * Speaks other languages for a while than the request asks for.
 */
final class FixedLanguages {

  public function __construct(
    private readonly LanguageManagerInterface $languageManager,
    private readonly TranslationManager $translation,
    private readonly ?LanguageNegotiatorInterface $negotiator = NULL,
  ) {}

  /**
   * The languages of this request.
   *
   * @return array<string, string>
   *   Language codes by type.
   */
  public function current(): array {
    $languages = [];
    foreach ($this->languageManager->getLanguageTypes() as $type) {
      $languages[$type] = $this->languageManager->getCurrentLanguage($type)->getId();
    }
    return $languages;
  }

  /**
   * Runs work in these languages.
   *
   * @param array<string, string> $languages
   *   Language codes by type.
   * @param \Closure(): mixed $work
   *   The work.
   */
  public function within(array $languages, \Closure $work): mixed {
    $manager = $this->languageManager;
    if (!$manager instanceof ConfigurableLanguageManagerInterface || $this->negotiator === NULL || $languages === $this->current()) {
      return $work();
    }
    $override = $manager->getConfigOverrideLanguage();
    try {
      $this->speak($manager, new FixedNegotiator($this->negotiator, array_map($manager->getLanguage(...), $languages)));
      $manager->setConfigOverrideLanguage($manager->getCurrentLanguage());
      return $work();
    }
    finally {
      $this->speak($manager, $this->negotiator);
      $manager->setConfigOverrideLanguage($override);
    }
  }

  /**
   * Has the language manager ask this negotiator.
   */
  private function speak(ConfigurableLanguageManagerInterface $manager, LanguageNegotiatorInterface $negotiator): void {
    $manager->setNegotiator($negotiator);
    $manager->reset();
    $this->translation->setDefaultLangcode($manager->getCurrentLanguage(LanguageInterface::TYPE_INTERFACE)->getId());
  }

}
