<?php

declare(strict_types=1);

namespace Drupal\nodejs\Live;

use Drupal\Core\Language\LanguageInterface;
use Drupal\Core\Session\AccountInterface;
use Drupal\language\LanguageNegotiatorInterface;

/**
 * Says the languages that it was told; all else it asks the real one.
 */
final class FixedNegotiator implements LanguageNegotiatorInterface {

  private const METHOD = 'nodejs-live';

  /**
   * Keeps the languages.
   *
   * @param \Drupal\language\LanguageNegotiatorInterface $negotiator
   *   The real one.
   * @param array<string, \Drupal\Core\Language\LanguageInterface|null> $languages
   *   Languages by type.
   */
  public function __construct(
    private readonly LanguageNegotiatorInterface $negotiator,
    private readonly array $languages,
  ) {}

  /**
   * {@inheritdoc}
   */
  public function initializeType($type) {
    $language = $this->languages[$type] ?? $this->languages[LanguageInterface::TYPE_INTERFACE] ?? NULL;
    return $language === NULL ? $this->negotiator->initializeType($type) : [self::METHOD => $language];
  }

  /**
   * {@inheritdoc}
   */
  public function reset() {}

  /**
   * {@inheritdoc}
   */
  public function setCurrentUser(AccountInterface $current_user) {}

  /**
   * {@inheritdoc}
   */
  public function getNegotiationMethods($type = NULL) {
    return $this->negotiator->getNegotiationMethods($type);
  }

  /**
   * {@inheritdoc}
   */
  public function getNegotiationMethodInstance($method_id) {
    return $this->negotiator->getNegotiationMethodInstance($method_id);
  }

  /**
   * {@inheritdoc}
   */
  public function getPrimaryNegotiationMethod($type) {
    return $this->negotiator->getPrimaryNegotiationMethod($type);
  }

  /**
   * {@inheritdoc}
   */
  public function isNegotiationMethodEnabled($method_id, $type = NULL) {
    return $this->negotiator->isNegotiationMethodEnabled($method_id, $type);
  }

  /**
   * {@inheritdoc}
   */
  public function saveConfiguration($type, $enabled_methods) {
    $this->negotiator->saveConfiguration($type, $enabled_methods);
  }

  /**
   * {@inheritdoc}
   */
  public function purgeConfiguration() {
    $this->negotiator->purgeConfiguration();
  }

  /**
   * {@inheritdoc}
   */
  public function updateConfiguration(array $types) {
    $this->negotiator->updateConfiguration($types);
  }

}
